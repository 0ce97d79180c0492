import type { StorageReply } from '@trainyard/protocol';
import { sql } from 'kysely';
import { type Caller, requireAccount } from '../accounts/caller.ts';
import { storageLimit, storageUsed } from '../accounts/storage-quota.ts';
import type { Database } from '../database/open-database.ts';

interface Sum {
  readonly count: number;
  readonly bytes: number;
}

/** What the caller's objects take. Content that several share counts once. */
export async function readStorage({ db }: Database, caller: Caller): Promise<StorageReply> {
  const { userId } = requireAccount(caller, 'read');
  const weights = sql`select c.blob_hash as hash, c.size as size, m.deleted_at as deleted_at
    from checkpoints as c join models as m on m.id = c.model_id where m.owner_id = ${userId}`;
  const archives = sql`select blob_hash as hash, size, deleted_at from datasets
    where owner_id = ${userId} and blob_hash is not null`;
  const sum = async (rows: typeof weights, deleted: boolean): Promise<Sum> => {
    const result = await sql<Sum>`select cast(count(*) as integer) as count,
        cast(coalesce(sum(size), 0) as double precision) as bytes
      from (select distinct hash, size from (${rows}) as r
        where (deleted_at is not null) = ${deleted ? sql.lit(true) : sql.lit(false)}) as d`.execute(
      db,
    );
    return result.rows[0]!;
  };
  const [checkpoints, datasets, oldWeights, oldArchives, largest] = await Promise.all([
    sum(weights, false),
    sum(archives, false),
    sum(weights, true),
    sum(archives, true),
    sql<{ id: string; name: string; bytes: number }>`
      select m.id as id, m.name as name, cast(sum(c.size) as double precision) as bytes
      from models as m join checkpoints as c on c.model_id = m.id
      where m.owner_id = ${userId} and m.deleted_at is null
      group by m.id, m.name order by bytes desc limit 10`.execute(db),
  ]);
  const trash = {
    count: oldWeights.count + oldArchives.count,
    bytes: oldWeights.bytes + oldArchives.bytes,
  };
  const [used, limit] = await Promise.all([storageUsed(db, userId), storageLimit(db, userId)]);
  return { checkpoints, datasets, trash, used, limit, largest: largest.rows };
}
