import { kyselyAdapter } from '@better-auth/kysely-adapter';
import { PATHS } from '@trainyard/protocol';
import { betterAuth } from 'better-auth/minimal';
import { bearer } from 'better-auth/plugins/bearer';
import { genericOAuth } from 'better-auth/plugins/generic-oauth';
import { magicLink } from 'better-auth/plugins/magic-link';
import type { Database } from '../database/open-database.ts';
import { randomId } from './random-id.ts';
import { hashOfSignInToken } from './sign-in-links.ts';
import { TryLimits } from './try-limits.ts';

/** Its name in addresses: `/app/v1/auth/callback/oidc`. */
export const OIDC_PROVIDER = 'oidc';

/** A provider of OpenID Connect, and what it knows this hub by. */
export interface OidcOptions {
  /** `{issuer}/.well-known/openid-configuration` describes it. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface AuthEngineOptions {
  readonly database: Database;
  /** The public origin. */
  readonly url: string;
  /** Signs cookies and session tokens. */
  readonly secret: string;
  /** Where people may sign in as well. */
  readonly oidc: OidcOptions | undefined;
}

/**
 * better-auth, set up for people: passwords, sessions in cookies, one-time links. Nobody signs up
 * by themselves; the hub's owner adds people.
 */
export function createAuthEngine({ database, url, secret, oidc }: AuthEngineOptions) {
  return betterAuth({
    appName: 'Trainyard',
    baseURL: url,
    basePath: PATHS.app.auth,
    secret,
    // One form of dates and booleans on every engine: that of SQLite.
    database: kyselyAdapter(database.db, { type: 'sqlite' }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8 },
    user: {
      additionalFields: {
        username: { type: 'string', required: true, input: false },
        role: { type: 'string', required: true, input: false },
      },
    },
    session: { expiresIn: 60 * 60 * 24 * 30, updateAge: 60 * 60 * 24 },
    rateLimit: {
      enabled: true,
      customStorage: new TryLimits(database.peers),
      window: 60,
      max: 600,
      customRules: {
        '/sign-in/email': { window: 60, max: 10 },
        // It only leads to the provider, which has limits of its own.
        '/sign-in/social': { window: 60, max: 60 },
      },
    },
    advanced: {
      database: { generateId: () => randomId() },
      ipAddress: { ipAddressHeaders: ['x-trainyard-client'] },
      useSecureCookies: url.startsWith('https:'),
      cookiePrefix: 'trainyard',
    },
    telemetry: { enabled: false },
    // What it would log (a wrong password, a lost link) the replies say already.
    logger: { disabled: true },
    // A provider's word for an address counts only where it says that it has verified it.
    account: { accountLinking: { enabled: true } },
    plugins: [
      ...(oidc ? [genericOAuth({ config: [oidcProvider(oidc)] })] : []),
      bearer({ requireSignature: true }),
      magicLink({
        disableSignUp: true,
        storeToken: { type: 'custom-hasher', hash: async (token) => hashOfSignInToken(token) },
        // It takes the hub's own links back. One that somebody asks it for reaches nobody.
        sendMagicLink: () => {},
      }),
    ],
  });
}

function oidcProvider({ issuer, clientId, clientSecret }: OidcOptions) {
  return {
    providerId: OIDC_PROVIDER,
    clientId,
    clientSecret,
    discoveryUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    requireIdTokenVerification: true,
    scopes: ['openid', 'email', 'profile'],
    pkce: true,
    // Who may have an account is the owner's affair; the provider only says who somebody is.
    disableSignUp: true,
  };
}

export type AuthEngine = ReturnType<typeof createAuthEngine>;
