import { kyselyAdapter } from '@better-auth/kysely-adapter';
import { PATHS } from '@trainyard/protocol';
import { betterAuth } from 'better-auth/minimal';
import { bearer } from 'better-auth/plugins/bearer';
import { magicLink } from 'better-auth/plugins/magic-link';
import type { Database } from '../database/open-database.ts';
import { randomId } from './random-id.ts';

/** How long a printed sign-in link works, in seconds. */
const LINK_SECONDS = 24 * 60 * 60;

/** What a one-time link is made of, handed over by better-auth instead of an e-mail. */
export type LinkReceiver = (email: string, token: string) => void;

export interface AuthEngineOptions {
  readonly database: Database;
  /** The public origin. */
  readonly url: string;
  /** Signs cookies and session tokens. */
  readonly secret: string;
  readonly onLink: LinkReceiver;
}

/**
 * better-auth, set up for people: passwords, sessions in cookies, one-time links. Nobody signs up
 * by themselves; the hub's owner adds people.
 */
export function createAuthEngine({ database, url, secret, onLink }: AuthEngineOptions) {
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
      window: 60,
      max: 600,
      customRules: { '/sign-in/email': { window: 60, max: 10 } },
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
    plugins: [
      bearer({ requireSignature: true }),
      magicLink({
        expiresIn: LINK_SECONDS,
        disableSignUp: true,
        storeToken: 'hashed',
        sendMagicLink: ({ email, token }) => onLink(email, token),
      }),
    ],
  });
}

export type AuthEngine = ReturnType<typeof createAuthEngine>;
