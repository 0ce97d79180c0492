import { HubError } from '@trainyard/protocol';
import type { Kysely } from 'kysely';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { BlobsTable, Schema } from '../database/schema.ts';
import type { OnOperateProgress } from './progress.ts';

/** Copied at the same time: a bucket answers slowly, and to many at once. */
const AT_ONCE = 4;
const PAGE = 500;

/** What became of the blobs. */
export interface CopiedBlobs {
  /** Those that the target has now. */
  count: number;
  bytes: number;
  /** Of these, those that were not there before. */
  copied: number;
  /** Hashes of those that the source does not have, or not as they should be. */
  readonly failed: string[];
}

/**
 * Copies every blob that a database knows into another store. Those that are there already are not
 * copied again. Each is hashed on the way, and kept only when it is what its name says.
 */
export async function copyBlobs(
  db: Kysely<Schema>,
  from: BlobStore,
  to: BlobStore,
  onProgress: OnOperateProgress,
): Promise<CopiedBlobs> {
  const result: CopiedBlobs = { count: 0, bytes: 0, copied: 0, failed: [] };
  const { total } = await db
    .selectFrom('blobs')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const pages = readBlobs(db);
  const copyOne = async ({ hash, size }: BlobsTable): Promise<void> => {
    if (await isThere(to, hash, size)) {
      result.count += 1;
      result.bytes += size;
    } else {
      try {
        await to.put(await from.open(hash), { maxBytes: size, hash });
        result.count += 1;
        result.bytes += size;
        result.copied += 1;
      } catch (error) {
        if (!isFaulty(error)) throw error;
        result.failed.push(hash);
      }
    }
    onProgress({ what: 'blobs', done: result.count, total: Number(total), unit: 'files' });
  };
  const worker = async () => {
    for (;;) {
      const { value, done } = await pages.next();
      if (done) return;
      await copyOne(value);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return result;
}

/** Every blob that a database knows. */
export async function* readBlobs(db: Kysely<Schema>): AsyncGenerator<BlobsTable, void> {
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('blobs')
      .selectAll()
      .where('hash', '>', after)
      .orderBy('hash')
      .limit(PAGE)
      .execute();
    yield* rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.hash;
  }
}

async function isThere(store: BlobStore, hash: string, size: number): Promise<boolean> {
  return (await store.size(hash)) === size;
}

/** What is wrong with one blob of the source, and not with the target. */
function isFaulty(error: unknown): boolean {
  return (
    error instanceof HubError &&
    ['not_found', 'checksum_mismatch', 'upload_too_large'].includes(error.code)
  );
}
