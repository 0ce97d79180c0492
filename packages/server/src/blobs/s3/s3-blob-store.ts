import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { HubError } from '@trainyard/protocol';
import type { BlobClaims } from '../blob-claims.ts';
import { assertHash, isHash } from '../blob-hash.ts';
import type { BlobStore, ByteRange, ListedBlob, PutOptions, StoredBlob } from '../blob-store.ts';
import { ContentMeter } from '../content-meter.ts';
import type { Bucket, StoredObject } from './bucket.ts';
import { COPY_PART_BYTES, copyObject } from './copy-object.ts';
import { abortUpload, MultipartUpload } from './multipart-upload.ts';
import { type PartBuffers, partSize } from './part-buffers.ts';
import { PartWriter } from './part-writer.ts';

/** Uploads whose hash is known only at their end. */
const UPLOADS = 'uploads/';
const BLOBS = 'blobs/';

/** What was begun so long ago, in milliseconds, is nobody's any more: no request lasts as long. */
const ABANDONED_MS = 48 * 60 * 60 * 1000;

/** What the store works with. */
export interface S3StoreParts {
  readonly bucket: Bucket;
  readonly claims: BlobClaims;
  /** Shared with whatever else buffers parts. */
  readonly buffers: PartBuffers;
  /** Size of the parts that objects are copied in. Default 256 MiB. */
  readonly copyPartBytes?: number;
}

/**
 * Blobs as objects `blobs/ab/abcdef…`. A stream is hashed while it is sent in parts to a key of its
 * own; then the service copies it to its content's key, unless that is there already. What fits in
 * one part, and what was announced with its hash, goes straight to its key.
 */
export class S3BlobStore implements BlobStore {
  readonly isShared = true;
  readonly #bucket: Bucket;
  readonly #claims: BlobClaims;
  readonly #buffers: PartBuffers;
  readonly #copyPartBytes: number;

  constructor({ bucket, claims, buffers, copyPartBytes = COPY_PART_BYTES }: S3StoreParts) {
    this.#bucket = bucket;
    this.#claims = claims;
    this.#buffers = buffers;
    this.#copyPartBytes = copyPartBytes;
  }

  async put(source: AsyncIterable<Buffer>, options: PutOptions): Promise<StoredBlob> {
    const meter = new ContentMeter(options);
    const { hash } = options;
    let upload: MultipartUpload | undefined;
    const parts = new PartWriter(this.#buffers, partSize(options.maxBytes), async (bytes) => {
      upload ??= await this.#begin(hash);
      await upload.part(bytes);
    });
    try {
      for await (const chunk of source) {
        meter.add(chunk);
        await parts.add(chunk);
      }
      const rest = await parts.rest();
      const blob = meter.result();
      if (upload && rest.length > 0) await upload.part(rest);
      await this.#claims.claim(blob.hash);
      if ((await this.size(blob.hash)) === blob.size) await upload?.abort();
      else if (!upload) await this.#bucket.put(keyOf(blob.hash), rest);
      else await this.#publish(upload, blob);
      return blob;
    } catch (error) {
      // A part that arrives after the end of its upload would stay.
      await parts.idle();
      await upload?.abort();
      throw error;
    } finally {
      await parts.close();
    }
  }

  async open(hash: string, range?: ByteRange): Promise<Readable> {
    assertHash(hash);
    if (range && range.start >= range.end) return Readable.from([]);
    return this.#bucket.read(keyOf(hash), range && { range });
  }

  file(): undefined {
    return undefined;
  }

  async size(hash: string): Promise<number | undefined> {
    assertHash(hash);
    return (await this.#bucket.head(keyOf(hash)))?.size;
  }

  async *list(): AsyncGenerator<ListedBlob> {
    for await (const { key, size, modifiedAt } of this.#bucket.list(BLOBS)) {
      const hash = key.split('/').at(-1)!;
      if (isHash(hash)) yield { hash, size, storedAt: modifiedAt };
    }
  }

  async remove(hash: string, notAfter: number): Promise<void> {
    assertHash(hash);
    await this.#claims.remove(hash, notAfter, async () => {
      const found = await this.#bucket.head(keyOf(hash));
      if (found && found.modifiedAt <= notAfter) await this.#bucket.remove(keyOf(hash));
    });
  }

  ping(): Promise<void> {
    return this.#bucket.ping();
  }

  async cleanUp(): Promise<void> {
    const before = Date.now() - ABANDONED_MS;
    for (const prefix of [UPLOADS, BLOBS]) {
      for await (const { key, id, begunAt } of this.#bucket.unfinished(prefix)) {
        if (begunAt < before) await abortUpload(this.#bucket, key, id);
      }
    }
    for await (const { key, modifiedAt } of this.#bucket.list(UPLOADS)) {
      if (modifiedAt < before) await this.#bucket.remove(key);
    }
    await this.#claims.forget(before);
  }

  /**
   * Makes an object that lies elsewhere in the bucket a blob: reads it once for its hash, then has
   * it copied. The object itself stays.
   * @throws HubError upload_too_large; storage_unavailable, also when it changes meanwhile
   */
  async adopt(source: StoredObject, options: PutOptions): Promise<StoredBlob> {
    if (source.size > options.maxBytes) {
      throw new HubError('upload_too_large', { details: { maxBytes: options.maxBytes } });
    }
    const meter = new ContentMeter(options);
    try {
      const stream = await this.#bucket.read(source.key, { etag: source.etag });
      for await (const chunk of stream) meter.add(chunk);
    } catch (cause) {
      // Also where it is not found: then it has just been replaced by another.
      throw new HubError('storage_unavailable', { cause });
    }
    const blob = meter.result();
    if (blob.size !== source.size) throw new HubError('storage_unavailable');
    await this.#claims.claim(blob.hash);
    if ((await this.size(blob.hash)) !== blob.size) await this.#copy(source, blob);
    return blob;
  }

  async #begin(hash: string | undefined): Promise<MultipartUpload> {
    const key = hash === undefined ? UPLOADS + randomUUID() : keyOf(hash);
    return MultipartUpload.begin(this.#bucket, key, 'bytes');
  }

  async #publish(upload: MultipartUpload, blob: StoredBlob): Promise<void> {
    await upload.complete();
    if (upload.key === keyOf(blob.hash)) {
      await this.#assertThere(upload.key, blob);
      return;
    }
    try {
      await this.#copy(await this.#assertThere(upload.key, blob), blob);
    } finally {
      // Not worth failing for: what stays is swept later.
      await this.#bucket.remove(upload.key).catch(() => {});
    }
  }

  async #copy(source: StoredObject, blob: StoredBlob): Promise<void> {
    const key = keyOf(blob.hash);
    await copyObject(this.#bucket, source, key, this.#copyPartBytes);
    await this.#assertThere(key, blob);
    // Copying may have taken long: the claim is as young as the object.
    await this.#claims.claim(blob.hash);
  }

  /** What the service says it did is looked at before anybody is told. */
  async #assertThere(key: string, blob: StoredBlob): Promise<StoredObject> {
    const found = await this.#bucket.head(key);
    if (found?.size === blob.size) return found;
    throw new HubError('storage_unavailable', {
      cause: new Error(`the object has ${found?.size ?? 'no'} bytes instead of ${blob.size}`),
    });
  }
}

/** The key of a blob. */
export function keyOf(hash: string): string {
  return `${BLOBS}${hash.slice(0, 2)}/${hash}`;
}
