/**
 * API keys: 42 lower-case hexadecimal characters.
 *
 * ultralytics up to 8.4.114 checks the length and cuts a key at its first underscore; the
 * Platform callback takes any string. This shape satisfies all of them.
 */
export const API_KEY_PATTERN = '^[0-9a-f]{42}$';

const API_KEY_EXPRESSION = new RegExp(API_KEY_PATTERN);

/** Whether `text` has the shape of an API key. Says nothing about its validity. */
export function isApiKey(text: string): boolean {
  return API_KEY_EXPRESSION.test(text);
}

/**
 * What a key may do.
 *
 * - `full`: everything its account may.
 * - `train`: read, create models, send metrics, heartbeats and uploads; nothing is deleted, and no
 *   keys, people or settings are touched.
 * - `read`: read only.
 */
export const API_KEY_SCOPES = ['full', 'train', 'read'] as const;

/** One of {@link API_KEY_SCOPES}. */
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];
