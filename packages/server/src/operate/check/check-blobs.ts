import { createHash } from 'node:crypto';
import type { BlobStore } from '../../blobs/blob-store.ts';
import type { Database } from '../../database/open-database.ts';
import type { BlobsTable } from '../../database/schema.ts';
import { readBlobs } from '../copy-blobs.ts';
import type { OnOperateProgress } from '../progress.ts';
import type { FindingKind, Findings } from './findings.ts';

/** Files younger than this may be of an upload that is not recorded yet, in milliseconds. */
const GRACE_MS = 60 * 60 * 1000;

export interface CheckBlobsOptions {
  /** Read every file, and compare its hash. */
  readonly hashes: boolean;
  readonly fix: boolean;
  /** Where whole copies may be found: a backup. */
  readonly copies: BlobStore | undefined;
}

interface Parts {
  readonly database: Database;
  readonly blobs: BlobStore;
}

/** Compares what the database knows with what the store has. @returns how many it knows */
export async function checkKnownBlobs(
  { database, blobs }: Parts,
  findings: Findings,
  { hashes, fix, copies }: CheckBlobsOptions,
  onProgress: OnOperateProgress,
): Promise<number> {
  let done = 0;
  for await (const row of readBlobs(database.db)) {
    const kind = await problemOf(blobs, row, hashes);
    if (kind && (await isWanted(database, row.hash))) {
      const fixed = fix && copies !== undefined && (await mend(blobs, copies, row));
      findings.add({ kind, what: row.hash, fixed });
    }
    done += 1;
    onProgress({ what: 'blobs', done, unit: 'files' });
  }
  return done;
}

/**
 * Looks for files that the database does not know. They are not removed here, beside a hub that
 * may just be storing the same content: they are made known, and then go with the hub's garbage.
 */
export async function checkUnknownBlobs(
  { database: { db }, blobs }: Parts,
  findings: Findings,
  fix: boolean,
  now = Date.now(),
): Promise<void> {
  for await (const { hash, size, storedAt } of blobs.list()) {
    if (storedAt > now - GRACE_MS) continue;
    const known = await db
      .selectFrom('blobs')
      .select('hash')
      .where('hash', '=', hash)
      .executeTakeFirst();
    if (known) continue;
    if (fix) {
      await db
        .insertInto('blobs')
        .values({ hash, size, created_at: Math.floor(storedAt) })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
    findings.add({ kind: 'blob_unknown', what: hash, fixed: fix });
  }
}

async function problemOf(
  blobs: BlobStore,
  { hash, size }: BlobsTable,
  hashes: boolean,
): Promise<FindingKind | undefined> {
  const stored = await blobs.size(hash);
  if (stored === undefined) return 'blob_missing';
  if (stored !== size) return 'blob_size';
  if (!hashes) return undefined;
  const digest = createHash('sha256');
  for await (const chunk of await blobs.open(hash)) digest.update(chunk as Buffer);
  return digest.digest('hex') === hash ? undefined : 'blob_content';
}

/** Garbage may have been collected since its row was read. */
async function isWanted({ db }: Database, hash: string): Promise<boolean> {
  const row = await db
    .selectFrom('blobs')
    .select('hash')
    .where('hash', '=', hash)
    .executeTakeFirst();
  return row !== undefined;
}

async function mend(
  blobs: BlobStore,
  copies: BlobStore,
  { hash, size }: BlobsTable,
): Promise<boolean> {
  if ((await copies.size(hash)) !== size) return false;
  await blobs.remove(hash, Date.now());
  await blobs.put(await copies.open(hash), { maxBytes: size, hash });
  return true;
}
