import type { Database } from '../database/open-database.ts';
import type { BlobStore } from './blob-store.ts';
import type { DirectTransfers } from './direct-transfers.ts';
import { DiskBlobStore } from './disk/disk-blob-store.ts';
import { DiskMark } from './disk/disk-mark.ts';
import { DiskPartialUploads } from './disk/disk-partial-uploads.ts';
import type { PartialUploads } from './partial-uploads.ts';
import type { S3Location } from './s3/s3-location.ts';
import type { StorageMark } from './storage-id.ts';

/** Where blobs lie: the data folder, or a bucket. */
export type BlobsLocation =
  | { readonly kind: 'disk' }
  | { readonly kind: 's3'; readonly s3: S3Location };

/** All that is kept outside the database. */
export interface Storage {
  readonly blobs: BlobStore;
  readonly partials: PartialUploads;
  /** How trainers and browsers reach the store without the hub in between, if they may. */
  readonly direct: DirectTransfers | undefined;
  /** To which database all of it belongs. */
  readonly mark: StorageMark;
  close(): void | Promise<void>;
}

/**
 * Opens the storage and makes sure that it can be used.
 * @param data the data folder
 * @throws StorageStartError with what to look at; whatever the disk says
 */
export async function openStorage(
  location: BlobsLocation,
  data: string,
  database: Database,
): Promise<Storage> {
  if (location.kind === 's3') {
    // Loaded only here: the AWS SDK costs a hub on its own disk nothing.
    const { openS3Storage } = await import('./s3/open-s3-storage.ts');
    return openS3Storage(location.s3, database);
  }
  const blobs = await DiskBlobStore.open(data);
  return {
    blobs,
    partials: await DiskPartialUploads.open(data, blobs),
    direct: undefined,
    mark: new DiskMark(data),
    close: () => blobs.writers.end(),
  };
}
