import { HubError, isApiKey } from '@trainyard/protocol';
import type { Origin } from '../origin.ts';
import type { ApiKeys } from './api-keys.ts';
import { ANONYMOUS, type Caller } from './caller.ts';
import type { People } from './people.ts';

/** What a request shows of its sender, wherever it may stand. */
export interface Credentials {
  /** `x-api-key`. */
  readonly apiKey: string | undefined;
  /** `Authorization`. */
  readonly authorization: string | undefined;
  /** `?api_key=`. */
  readonly queryKey: string | undefined;
  readonly cookie: string | undefined;
  readonly origin: string | undefined;
  readonly host: string | undefined;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Who sends a request. The first credential present counts: `x-api-key`, `Authorization: Bearer`
 * (a key or a session token), `?api_key=`, then the session cookie.
 * @throws HubError invalid_credentials when the credential that counts is wrong
 */
export async function identify(
  { apiKeys, people, origin }: { apiKeys: ApiKeys; people: People; origin: Origin },
  credentials: Credentials,
  method: string,
): Promise<Caller> {
  const bearer = /^Bearer +(\S+)$/i.exec(credentials.authorization ?? '')?.[1];
  const key = credentials.apiKey ?? bearer ?? credentials.queryKey;
  if (key !== undefined) {
    const caller =
      bearer === key && !isApiKey(bearer)
        ? await people.bySession(new Headers({ authorization: `Bearer ${bearer}` }))
        : await apiKeys.find(key);
    if (!caller) throw new HubError('invalid_credentials');
    return caller;
  }
  if (!credentials.cookie?.includes('trainyard.session_token')) return ANONYMOUS;
  // A cookie is sent along by the browser whoever made the page that asks: another site's page
  // must not change anything with it.
  if (!SAFE_METHODS.has(method) && !sameOrigin(credentials, origin.url)) {
    throw new HubError('not_allowed', { message: 'Requests from other sites are refused.' });
  }
  return (await people.bySession(new Headers({ cookie: credentials.cookie }))) ?? ANONYMOUS;
}

function sameOrigin({ origin, host }: Credentials, url: string): boolean {
  if (origin === undefined) return false;
  return origin === url || origin === `http://${host}` || origin === `https://${host}`;
}
