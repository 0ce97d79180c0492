import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CompiledQuery, Kysely } from 'kysely';
import { syncFolder } from '../blobs/disk/sync-folder.ts';
import { type Database, openDatabase } from '../database/open-database.ts';
import { SqliteWorkerDialect } from '../database/sqlite/dialect.ts';
import { copyTables } from './copy-tables.ts';
import { endMove } from './move-state.ts';
import type { Place } from './place.ts';
import type { OnOperateProgress } from './progress.ts';

/**
 * Writes all that a database holds at one moment to a file of SQLite, while others go on writing.
 * @param file is replaced when it exists
 */
export async function takeSnapshot(
  place: Place,
  database: Database,
  file: string,
  onProgress: OnOperateProgress,
): Promise<void> {
  await rm(file, { force: true });
  if (place.database.engine === 'sqlite') await vacuumInto(place.database.file, file);
  else await copyOut(database, file, onProgress);
  const handle = await open(file, 'r+');
  await handle.sync().finally(() => handle.close());
  await syncFolder(dirname(file));
}

/** One read of SQLite's, in a thread and on a connection of its own: nobody waits for it. */
async function vacuumInto(from: string, file: string): Promise<void> {
  const db = new Kysely<unknown>({ dialect: new SqliteWorkerDialect(from) });
  try {
    await db.executeQuery(CompiledQuery.raw('vacuum into ?', [file]));
  } finally {
    await db.destroy();
  }
}

/** Every page is read in one transaction, which sees the database as it was at its beginning. */
async function copyOut(from: Database, file: string, onProgress: OnOperateProgress): Promise<void> {
  const to = await openDatabase({ engine: 'sqlite', file });
  try {
    await from.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute((trx) => copyTables(from, to, onProgress, trx));
    await endMove(to.db);
    // What is left of the write-ahead log goes into the file, which is all that is kept.
    await to.db.executeQuery(CompiledQuery.raw('pragma wal_checkpoint(truncate)'));
  } finally {
    await to.close();
  }
}
