import type { Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { StoredBlob } from './blob-store.ts';

/** Makes a stored blob known to the database, in the transaction that starts to refer to it. */
export async function recordBlob(
  trx: Transaction<Schema>,
  { hash, size }: Pick<StoredBlob, 'hash' | 'size'>,
): Promise<void> {
  await trx
    .insertInto('blobs')
    .values({ hash, size, created_at: Date.now() })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute();
}
