import type { Database } from '../database/open-database.ts';
import type { BlobStore } from './blob-store.ts';
import { StorageStartError } from './storage-start-error.ts';

/**
 * Makes sure that the files of a database are where the hub will look for them now that it is told
 * another place: whoever gives it a bucket, or takes it away, and has not moved the files would
 * otherwise find out by the first download.
 * @param where what an operator knows the storage by
 * @throws StorageStartError storage_without_files
 */
export async function assertFilesThere(
  { db }: Database,
  blobs: BlobStore,
  where: string,
): Promise<void> {
  const known = await db.selectFrom('blobs').select('hash').limit(1).executeTakeFirst();
  if (!known || (await blobs.size(known.hash)) !== undefined) return;
  for await (const _any of blobs.list()) return;
  throw new StorageStartError(
    'storage_without_files',
    `The database knows of files, and there is none in ${where}. Give the hub the storage that it had before, or take the files to this one by \`trainyard move\`.`,
  );
}
