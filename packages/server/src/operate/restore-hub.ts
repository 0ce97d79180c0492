import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readManifest } from './backup-manifest.ts';
import { hashFile } from './hash-file.ts';
import { knownMigrations, migrationsOf } from './known-schema.ts';
import { type MovedHub, moveHub } from './move-hub.ts';
import { OperateError } from './operate-error.ts';
import type { Place } from './place.ts';
import type { OnOperateProgress } from './progress.ts';

/**
 * Puts a backup where a hub then answers as the one that it was made of did. The backup is only
 * read. Interrupted, the same call goes on.
 * @throws OperateError when the folder holds no whole backup, or the target is not empty
 */
export async function restoreHub(
  backup: string,
  to: Place,
  onProgress: OnOperateProgress,
): Promise<MovedHub> {
  const folder = resolve(backup);
  const manifest = await readManifest(folder);
  if (!manifest) throw new OperateError(`${folder} holds no finished backup (no backup.json).`);
  const snapshot = join(folder, manifest.database.file);
  if ((await hashFile(snapshot)) !== manifest.database.sha256) {
    throw new OperateError(`${snapshot} is damaged: its sha256 is not the one in backup.json.`);
  }
  const known = knownMigrations();
  if (migrationsOf(snapshot).some((name) => !known.includes(name))) {
    throw new OperateError('This backup was made by a newer version. Restore it with that one.');
  }
  // A copy: an older one is brought up to date, and the backup stays as it is.
  if (to.folder !== undefined) await mkdir(to.folder, { recursive: true, mode: 0o700 });
  const beside = await mkdtemp(join(to.folder ?? tmpdir(), 'restore-'));
  try {
    const file = join(beside, 'hub.db');
    await copyFile(snapshot, file);
    const from: Place = { folder, database: { engine: 'sqlite', file }, blobs: { kind: 'disk' } };
    return await moveHub(from, to, onProgress);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}
