import { CopyObjectCommand } from '@aws-sdk/client-s3';
import type { Bucket, StoredObject } from './bucket.ts';
import { MultipartUpload } from './multipart-upload.ts';

/**
 * From so many bytes on an object is copied in parts. S3 takes at most 5 GiB in one; with less, no
 * request lasts long on a slow service either.
 */
export const COPY_PART_BYTES = 256 * 1024 ** 2;

/**
 * Copies an object within the bucket, without its bytes passing through the hub, if it still is
 * what it was.
 * @throws HubError storage_full; storage_unavailable, also when it has changed
 */
export async function copyObject(
  bucket: Bucket,
  source: StoredObject,
  key: string,
  partBytes = COPY_PART_BYTES,
): Promise<void> {
  if (source.size <= partBytes) {
    const command = new CopyObjectCommand({
      ...bucket.at(key),
      CopySource: bucket.source(source.key),
      CopySourceIfMatch: source.etag,
    });
    await bucket.try(() => bucket.client.send(command));
    return;
  }
  const upload = await MultipartUpload.begin(bucket, key, 'copies');
  try {
    for (let start = 0; start < source.size; start += partBytes) {
      await upload.copyPart(source, { start, end: Math.min(start + partBytes, source.size) });
    }
    await upload.complete();
  } catch (error) {
    await upload.abort();
    throw error;
  }
}
