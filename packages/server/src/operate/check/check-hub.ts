import { resolve } from 'node:path';
import { DiskBlobStore } from '../../blobs/disk/disk-blob-store.ts';
import { readManifest } from '../backup-manifest.ts';
import { assertCurrent } from '../known-schema.ts';
import { OperateError } from '../operate-error.ts';
import { openPlaceBeside, type Place } from '../place.ts';
import type { OnOperateProgress } from '../progress.ts';
import { checkKnownBlobs, checkUnknownBlobs } from './check-blobs.ts';
import { checkDatabase } from './check-database.ts';
import { checkFigures } from './check-figures.ts';
import { checkRollups } from './check-rollups.ts';
import { checkUploads } from './check-uploads.ts';
import { Findings } from './findings.ts';

export interface CheckOptions {
  /** Read every file, and compare its hash. Default: only whether it is there, and its size. */
  readonly hashes?: boolean | undefined;
  /** Repair what can be repaired. */
  readonly fix?: boolean | undefined;
  /** Folder of a backup, to take missing and damaged files from. */
  readonly backup?: string | undefined;
}

/** What a check came to. */
export interface CheckedHub {
  /** How many files the database knows. */
  readonly blobs: number;
  readonly findings: Findings;
}

/**
 * Compares database, files, uploads and what is derived from metrics with each other, also while a
 * hub serves. Nothing is removed that is younger than an hour or that anything refers to.
 * @throws OperateError
 */
export async function checkHub(
  place: Place,
  { hashes = false, fix = false, backup }: CheckOptions,
  onProgress: OnOperateProgress,
): Promise<CheckedHub> {
  if (place.database.engine === 'sqlite') assertCurrent(place.database.file);
  const copies = backup === undefined ? undefined : await copiesIn(resolve(backup));
  await using hub = await openPlaceBeside(place);
  const findings = new Findings();
  await checkDatabase(hub.database, findings);
  const blobs = await checkKnownBlobs(hub, findings, { hashes, fix, copies }, onProgress);
  await checkUnknownBlobs(hub, findings, fix);
  await checkUploads(hub, findings, fix);
  await checkRollups(hub.database, findings, fix, onProgress);
  await checkFigures(hub.database, findings, fix, onProgress);
  return { blobs, findings };
}

async function copiesIn(folder: string): Promise<DiskBlobStore> {
  if (!(await readManifest(folder))) throw new OperateError(`${folder} holds no finished backup.`);
  return DiskBlobStore.open(folder);
}
