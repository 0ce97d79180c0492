import { randomUUID } from 'node:crypto';
import type { Database } from '../../database/open-database.ts';
import { BlobClaims } from '../blob-claims.ts';
import type { Storage } from '../storage.ts';
import { Bucket, s3Client } from './bucket.ts';
import { PartBuffers } from './part-buffers.ts';
import { S3BlobStore } from './s3-blob-store.ts';
import { S3DirectTransfers } from './s3-direct-transfers.ts';
import type { S3Location } from './s3-location.ts';
import { S3Mark } from './s3-mark.ts';
import { S3PartialUploads } from './s3-partial-uploads.ts';
import { startError } from './start-error.ts';
import { statusOf } from './storage-errors.ts';

/** Opens a bucket as the storage of a hub. @throws StorageStartError when it cannot be used */
export async function openS3Storage(location: S3Location, database: Database): Promise<Storage> {
  const bucket = new Bucket(location);
  await assertUsable(bucket);
  const buffers = new PartBuffers();
  const blobs = new S3BlobStore({ bucket, claims: new BlobClaims(database), buffers });
  const { publicEndpoint, presign } = location;
  const signer = publicEndpoint ? s3Client(location, publicEndpoint) : bucket.client;
  return {
    blobs,
    partials: new S3PartialUploads(bucket, buffers, blobs),
    direct: presign ? new S3DirectTransfers(bucket, blobs, signer) : undefined,
    mark: new S3Mark(bucket),
    close: () => {
      bucket.close();
      signer.destroy();
    },
  };
}

/**
 * Tries of a store that answers with a conflict: one that keeps objects as files may remove an empty
 * folder while another hub writes into it (versitygw: `ExistingObjectIsDirectory`).
 */
const TRIES = 5;

/** Lists, writes and deletes, so that a missing right shows at the start and not at a checkpoint. */
async function assertUsable(bucket: Bucket): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await bucket.ping();
      const key = `uploads/start-${randomUUID()}`;
      await bucket.put(key, Buffer.from('trainyard'));
      await bucket.remove(key);
      return;
    } catch (error) {
      const cause = error instanceof Error && error.name === 'HubError' ? error.cause : error;
      if (statusOf(cause) === 409 && tries < TRIES) continue;
      bucket.close();
      throw startError(cause, bucket.location);
    }
  }
}
