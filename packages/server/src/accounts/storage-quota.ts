import { HubError, type StorageLimitReply } from '@trainyard/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import { requireOwner } from './administer-people.ts';
import type { Caller } from './caller.ts';
import type { People } from './people.ts';

/**
 * Makes sure that an account may store so many more bytes. Asked before an upload begins; what was
 * let in is taken whole, so uploads that run at the same time can together exceed the limit.
 * @param bytes as declared; 0 where that is not known, which only an account that is full refuses
 * @throws HubError quota_exceeded
 */
export async function assertRoom(
  { db }: Pick<Database, 'db'>,
  accountId: string,
  bytes: number,
): Promise<void> {
  const limit = await storageLimit(db, accountId);
  if (limit === null) return;
  const used = await storageUsed(db, accountId);
  if (used + Math.max(bytes, 1) > limit) {
    throw new HubError('quota_exceeded', { details: { limit, used, bytes } });
  }
}

/** The same for whoever owns a model; one that is gone is the upload's own affair. */
export async function assertRoomFor(
  database: Pick<Database, 'db'>,
  modelId: string,
  bytes: number,
): Promise<void> {
  const model = await database.db
    .selectFrom('models')
    .select('owner_id')
    .where('id', '=', modelId)
    .executeTakeFirst();
  if (model) await assertRoom(database, model.owner_id, bytes);
}

/** Whether the storage of a model's owner is limited. */
export async function isLimited({ db }: Pick<Database, 'db'>, modelId: string): Promise<boolean> {
  const limited = await db
    .selectFrom('models')
    .innerJoin('account_limits', 'account_limits.user_id', 'models.owner_id')
    .select('models.id')
    .where('models.id', '=', modelId)
    .executeTakeFirst();
  return limited !== undefined;
}

/** Most bytes that an account may store; null when there is no limit. */
export async function storageLimit(db: Kysely<Schema>, accountId: string): Promise<number | null> {
  const row = await db
    .selectFrom('account_limits')
    .select('storage_bytes')
    .where('user_id', '=', accountId)
    .executeTakeFirst();
  return row?.storage_bytes ?? null;
}

/**
 * Bytes that an account's objects refer to, those in the trash too, and those of uploads under way.
 * Content that several of its objects share counts once.
 */
export async function storageUsed(db: Kysely<Schema>, accountId: string): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select cast(coalesce(sum(size), 0) as double precision) as bytes from (
      select c.blob_hash as hash, c.size as size
        from checkpoints as c join models as m on m.id = c.model_id where m.owner_id = ${accountId}
      union select f.blob_hash, f.size
        from model_files as f join models as m on m.id = f.model_id where m.owner_id = ${accountId}
      union select blob_hash, size from datasets
        where owner_id = ${accountId} and blob_hash is not null
      union select u.id, u.size
        from resumable_uploads as u join models as m on m.id = u.model_id
        where m.owner_id = ${accountId} and u.finished_at is null
    ) as taken`.execute(db);
  return rows[0]!.bytes;
}

/** What somebody may store, and does. @throws HubError not_allowed, not_found */
export async function readStorageLimit(
  { database: { db }, people }: { database: Database; people: People },
  caller: Caller,
  accountId: string,
): Promise<StorageLimitReply> {
  requireOwner(caller);
  await people.get(accountId);
  return {
    limit: await storageLimit(db, accountId),
    used: await storageUsed(db, accountId),
  };
}

/** Limits what somebody may store; what is there stays. @throws HubError not_allowed, not_found */
export async function setStorageLimit(
  { database: { db }, people }: { database: Database; people: People },
  caller: Caller,
  accountId: string,
  limit: number | null,
): Promise<void> {
  requireOwner(caller);
  await people.get(accountId);
  if (limit === null) {
    await db.deleteFrom('account_limits').where('user_id', '=', accountId).execute();
    return;
  }
  await db
    .insertInto('account_limits')
    .values({ user_id: accountId, storage_bytes: limit })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ storage_bytes: limit }))
    .execute();
}
