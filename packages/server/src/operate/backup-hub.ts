import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CompiledQuery } from 'kysely';
import { DiskBlobStore } from '../blobs/disk/disk-blob-store.ts';
import { holdGarbage } from '../blobs/hold-garbage.ts';
import { readStorageId, writeStorageId } from '../blobs/storage-id.ts';
import { type Database, openDatabase } from '../database/open-database.ts';
import { lockFolder } from '../lock-folder.ts';
import { rebuildFigures } from '../training/rebuild-figures.ts';
import { type BackupManifest, readManifest, writeManifest } from './backup-manifest.ts';
import { type CopiedBlobs, copyBlobs } from './copy-blobs.ts';
import { hashFile } from './hash-file.ts';
import { assertCurrent } from './known-schema.ts';
import { OperateError } from './operate-error.ts';
import { openPlaceBeside, type Place } from './place.ts';
import type { OnOperateProgress } from './progress.ts';
import { pruneBlobs } from './prune-blobs.ts';
import { takeSnapshot } from './snapshot.ts';

/** A backup that was made. */
export interface MadeBackup {
  readonly manifest: BackupManifest;
  readonly blobs: CopiedBlobs;
}

/**
 * Copies all that a hub keeps into a folder, as it is at one moment, while the hub serves. What the
 * folder has already of an earlier backup is not copied again; what it has beyond this one is
 * removed in the end. Interrupted, the next one goes on, and the one before can still be restored.
 * @throws OperateError
 */
export async function backupHub(
  place: Place,
  target: string,
  onProgress: OnOperateProgress,
): Promise<MadeBackup> {
  const folder = resolve(target);
  if (folder === place.folder) throw new OperateError('A backup needs a folder of its own.');
  if (place.database.engine === 'sqlite') assertCurrent(place.database.file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const isOurs = (await readManifest(folder)) !== undefined;
  if (!isOurs) await assertFree(folder);
  using _ = lockFolder(folder);
  await using source = await openPlaceBeside(place);
  await using __ = await holdGarbage(source.database);
  const madeAt = new Date();
  const name = `hub-${madeAt.toISOString().replace(/\D/g, '')}.db`;
  const file = join(folder, name);
  await takeSnapshot(place, source.database, file, onProgress);
  const store = await DiskBlobStore.open(folder);
  const snapshot = await openDatabase({ engine: 'sqlite', file });
  try {
    const blobs = await copyBlobs(snapshot.db, source.blobs, store, onProgress);
    // So that the database can be restored beside the files that it was made of.
    const id = await readStorageId(source.database.db);
    if (id !== undefined) await writeStorageId(snapshot.db, id);
    await settleFigures(snapshot, madeAt.getTime());
    // What is left of the write-ahead log goes into the file, which is all that is kept.
    await snapshot.db.executeQuery(CompiledQuery.raw('pragma wal_checkpoint(truncate)'));
    await snapshot.close();
    const manifest: BackupManifest = {
      format: 'trainyard-backup',
      version: 1,
      madeAt: madeAt.toISOString(),
      database: { file: name, size: (await stat(file)).size, sha256: await hashFile(file) },
      blobs: { count: blobs.count, bytes: blobs.bytes },
      missing: blobs.failed,
    };
    await writeManifest(folder, manifest);
    await removeOldSnapshots(folder, name);
    await pruneBlobs(folder, file);
    return { manifest, blobs };
  } finally {
    await snapshot.close();
  }
}

/** How long before the backup a model may have been heard whose figures were not written yet. */
const FIGURES_MS = 5 * 60 * 1000;

/** A hub writes what lists show of metrics a moment after them: the moment may be the backup's. */
async function settleFigures(database: Database, madeAt: number): Promise<void> {
  const { db } = database;
  const heard = await db
    .selectFrom('models')
    .select('id')
    .where('last_heard_at', '>', madeAt - FIGURES_MS)
    .execute();
  for (const { id } of heard) {
    await db.transaction().execute((trx) => rebuildFigures(database, trx, id));
  }
}

/** What an interrupted first backup leaves may be there; anything else is somebody's. */
async function assertFree(folder: string): Promise<void> {
  const other = (await readdir(folder)).find(
    (name) => !/^(blobs|uploads|hub\.lock|backup\.json\.part|hub-\d+\.db(-\w+)?)$/.test(name),
  );
  if (other !== undefined) {
    throw new OperateError(`${folder} holds something else (${other}). Name an empty folder.`);
  }
}

async function removeOldSnapshots(folder: string, current: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (/^hub-\d+\.db/.test(name) && name !== current) await rm(join(folder, name));
  }
}
