import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { withoutSecrets } from './without-secrets.ts';

/** What proxies make: UUIDs, hexadecimal numbers, words and numbers joined by dots or dashes. */
const SANE = /^[A-Za-z0-9][A-Za-z0-9._:-]{7,127}$/;

/**
 * The name under which a request is logged and answered: `x-request-id` as it came, so that one
 * request can be followed through proxy and hub, or a random one. An API key that somebody sends
 * there is not taken.
 */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  if (typeof given === 'string' && SANE.test(given) && withoutSecrets(given) === given) {
    return given;
  }
  return randomUUID();
}
