import { readSavedCredentials } from './saved-credentials.ts';

/** Where the hub listens when nobody says otherwise. */
export const DEFAULT_HUB = 'http://127.0.0.1:8787';

/** A hub and the key for it. */
export interface Credentials {
  /** Origin, without a trailing slash. */
  readonly hub: string;
  /** Null when none was found. */
  readonly apiKey: string | null;
}

export interface FindCredentialsOptions {
  /** The caller's own. Wins. */
  readonly hub?: string | undefined;
  readonly apiKey?: string | undefined;
  /** What the identifier held. Comes second. */
  readonly identifier?: { readonly hub?: string; readonly apiKey?: string };
  /** Default `process.env`. */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/**
 * Finds hub and key. The key: given, from the identifier, `TRAINYARD_API_KEY`, saved by
 * `trainyard login` for that hub. The hub: given, from the identifier, `TRAINYARD_URL`, the last
 * one signed in to, {@link DEFAULT_HUB}.
 */
export async function findCredentials(options: FindCredentialsOptions = {}): Promise<Credentials> {
  const { identifier = {}, env = process.env } = options;
  const saved = await readSavedCredentials(env);
  const hub = originOf(
    options.hub || identifier.hub || env['TRAINYARD_URL'] || saved.hub || DEFAULT_HUB,
  );
  const apiKey =
    options.apiKey || identifier.apiKey || env['TRAINYARD_API_KEY'] || saved.keys[hub] || null;
  return { hub, apiKey };
}

/**
 * A hub's address without trailing slashes; a path before them stays, as behind a reverse proxy.
 * @throws TypeError when it is not a http or https URL.
 */
export function originOf(address: string): string {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(`expected the hub's http or https URL, got '${address}'`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
