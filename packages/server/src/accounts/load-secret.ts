import { randomBytes } from 'node:crypto';
import type { Database } from '../database/open-database.ts';

/** A secret of the hub's own, 32 random bytes: made once, the same for all its processes. */
export async function loadSecret({ db }: Database, name: string): Promise<Buffer> {
  const key = `secret:${name}`;
  await db
    .insertInto('settings')
    .values({ key, value: randomBytes(32).toString('hex') })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  const { value } = await db
    .selectFrom('settings')
    .select('value')
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  return Buffer.from(value, 'hex');
}
