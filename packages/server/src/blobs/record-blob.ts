import type { Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { StoredBlob } from './blob-store.ts';

/**
 * Makes a stored blob known to the database, in the transaction that starts to refer to it. One
 * that is known is young again, and its row locked: garbage collection leaves it alone.
 */
export async function recordBlob(
  trx: Transaction<Schema>,
  { hash, size }: Pick<StoredBlob, 'hash' | 'size'>,
): Promise<void> {
  const now = Date.now();
  await trx
    .insertInto('blobs')
    .values({ hash, size, created_at: now })
    .onConflict((conflict) => conflict.column('hash').doUpdateSet({ created_at: now }))
    .execute();
}
