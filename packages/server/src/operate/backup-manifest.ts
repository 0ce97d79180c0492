import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../blobs/disk/sync-folder.ts';
import { OperateError } from './operate-error.ts';

/** `backup.json`: what a backup holds. Written last, so that a backup without it is not one. */
export interface BackupManifest {
  readonly format: 'trainyard-backup';
  readonly version: 1;
  /** ISO 8601, UTC: the backup is the hub as it was then. */
  readonly madeAt: string;
  readonly database: { readonly file: string; readonly size: number; readonly sha256: string };
  readonly blobs: { readonly count: number; readonly bytes: number };
  /** SHA-256 of what the hub knew and did not have, or not as it should be. */
  readonly missing: readonly string[];
}

const NAME = 'backup.json';

export async function writeManifest(folder: string, manifest: BackupManifest): Promise<void> {
  const file = join(folder, NAME);
  const handle = await open(`${file}.part`, 'w');
  try {
    await handle.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.part`, file);
  await syncFolder(folder);
}

/** Undefined when the folder holds no finished backup. @throws OperateError for another format */
export async function readManifest(folder: string): Promise<BackupManifest | undefined> {
  const text = await readFile(join(folder, NAME), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const manifest = parsed(text);
  const isOurs = manifest?.format === 'trainyard-backup' && manifest.version === 1;
  // Its file name is followed: it must not lead out of the folder.
  if (!isOurs || !/^[\w-]+\.db$/.test(manifest.database?.file ?? '')) {
    throw new OperateError(`${join(folder, NAME)} is not of a backup that this version can read.`);
  }
  return manifest;
}

function parsed(text: string): BackupManifest | undefined {
  try {
    return JSON.parse(text) as BackupManifest;
  } catch {
    return undefined;
  }
}
