import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { HubError } from '@trainyard/protocol';
import { assertHash } from '../blob-hash.ts';
import type { StoredBlob } from '../blob-store.ts';
import type { ArrivedUpload, DirectTransfers } from '../direct-transfers.ts';
import type { Bucket } from './bucket.ts';
import { keyOf, type S3BlobStore } from './s3-blob-store.ts';

/** Where presigned PUTs go to. */
const INCOMING = 'incoming/';

/** The most that S3 takes in one PUT. */
const MOST_PUT_BYTES = 5 * 1024 ** 3;

/** Presigned URLs of the bucket. */
export class S3DirectTransfers implements DirectTransfers {
  readonly #bucket: Bucket;
  readonly #store: S3BlobStore;
  /** Signs for the address by which clients reach the bucket. */
  readonly #signer: S3Client;

  constructor(bucket: Bucket, store: S3BlobStore, signer: S3Client) {
    this.#bucket = bucket;
    this.#store = store;
    this.#signer = signer;
  }

  async downloadUrl(hash: string, fileName: string, seconds: number): Promise<string> {
    assertHash(hash);
    const command = new GetObjectCommand({
      ...this.#bucket.at(keyOf(hash)),
      ResponseContentDisposition: `attachment; filename="${fileName.replace(/[^\w.-]/g, '_')}"`,
      ResponseContentType: 'application/octet-stream',
      ResponseCacheControl: 'private, max-age=86400, immutable',
    });
    return this.#sign(command, seconds);
  }

  async uploadUrl(
    id: string,
    size: number | undefined,
    seconds: number,
  ): Promise<string | undefined> {
    if (size !== undefined && size > MOST_PUT_BYTES) return undefined;
    const length = size === undefined ? {} : { ContentLength: size };
    const target = this.#bucket.at(INCOMING + assertId(id));
    return this.#sign(new PutObjectCommand({ ...target, ...length }), seconds);
  }

  async receive<T>(
    id: string,
    { maxBytes }: { readonly maxBytes: number },
    use: (blob: StoredBlob) => Promise<T>,
  ): Promise<T | undefined> {
    const found = await this.#bucket.head(INCOMING + assertId(id));
    if (!found) return undefined;
    const drop = () => this.#bucket.remove(found.key, found.etag).catch(() => {});
    try {
      const result = await use(await this.#store.adopt(found, { maxBytes }));
      await drop();
      return result;
    } catch (error) {
      if (error instanceof HubError && error.status < 500) await drop();
      throw error;
    }
  }

  async *arrived(): AsyncGenerator<ArrivedUpload> {
    for await (const { key, modifiedAt } of this.#bucket.list(INCOMING)) {
      yield { id: key.slice(INCOMING.length), arrivedAt: modifiedAt };
    }
  }

  async #sign(command: GetObjectCommand | PutObjectCommand, expiresIn: number): Promise<string> {
    const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
    return this.#bucket.try(() => getSignedUrl(this.#signer, command, { expiresIn }));
  }
}

function assertId(id: string): string {
  if (!/^[A-Za-z0-9]+$/.test(id)) throw new HubError('not_found');
  return id;
}
