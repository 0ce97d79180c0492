import { createHash } from 'node:crypto';
import type { Database } from '../database/open-database.ts';
import { randomId } from './random-id.ts';

/** How long a sign-in link works, in seconds. */
const LINK_SECONDS = 24 * 60 * 60;

const TOKEN_LENGTH = 32;

/**
 * Makes a token that signs the account in once. It is written here as better-auth's `magic-link`
 * (1.7) reads it back, because every start prints one: a hub that nobody asks need not load all of
 * better-auth for it.
 * @param email as better-auth keeps it
 */
export async function makeSignInToken({ db }: Database, email: string): Promise<string> {
  const token = randomId(TOKEN_LENGTH);
  const now = new Date();
  await db
    .insertInto('verification')
    .values({
      id: randomId(),
      identifier: `magic-link:${hashOfSignInToken(token)}`,
      value: JSON.stringify({ type: 'magic-link', email }),
      expiresAt: new Date(now.getTime() + LINK_SECONDS * 1000).toISOString(),
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
    })
    .execute();
  return token;
}

/** What is stored of a token. */
export function hashOfSignInToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
