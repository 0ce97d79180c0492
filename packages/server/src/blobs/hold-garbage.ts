import type { Transaction } from 'kysely';
import { randomId } from '../accounts/random-id.ts';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';

/** A hold ends by itself so long after its process has died, in milliseconds. */
const HELD_MS = 10 * 60 * 1000;

/** Taken by whoever removes garbage, and by whoever forbids it. */
const LOCK = 'garbage';

/**
 * Keeps every blob where it is while somebody copies them, in this process or another: from its
 * return to its disposal no garbage is removed.
 */
export async function holdGarbage(database: Database): Promise<AsyncDisposable> {
  const id = randomId();
  const hold = () =>
    database.db.transaction().execute(async (trx) => {
      await database.locks.name(trx, LOCK);
      const until = Date.now() + HELD_MS;
      await trx
        .insertInto('garbage_holds')
        .values({ id, until })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ until }))
        .execute();
    });
  await hold();
  // A try that fails is made again well before the hold ends.
  const timer = setInterval(() => void hold().catch(() => {}), HELD_MS / 5);
  timer.unref();
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await database.db.deleteFrom('garbage_holds').where('id', '=', id).execute();
    },
  };
}

/**
 * Removes garbage, unless somebody holds it: whoever asks for a hold meanwhile waits for that.
 * @returns undefined when it is held
 */
export async function unlessHeld<Result>(
  database: Database,
  now: number,
  remove: (trx: Transaction<Schema>) => Promise<Result>,
): Promise<Result | undefined> {
  return database.db.transaction().execute(async (trx) => {
    await database.locks.name(trx, LOCK);
    await trx.deleteFrom('garbage_holds').where('until', '<', now).execute();
    const held = await trx.selectFrom('garbage_holds').select('id').limit(1).executeTakeFirst();
    return held ? undefined : remove(trx);
  });
}
