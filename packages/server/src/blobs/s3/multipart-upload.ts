import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { ByteRange } from '../blob-store.ts';
import { type Bucket, type StoredObject, sha256 } from './bucket.ts';

/** An object that is sent in parts, and visible only once it is complete. */
export class MultipartUpload {
  readonly key: string;
  readonly #bucket: Bucket;
  readonly #id: string;
  readonly #parts: CompletedPart[] = [];

  private constructor(bucket: Bucket, key: string, id: string) {
    this.#bucket = bucket;
    this.key = key;
    this.#id = id;
  }

  /**
   * @param of whether its parts are bytes, which then have a checksum each, or copies, whose
   *   checksum not every service can tell
   * @throws HubError storage_full; storage_unavailable
   */
  static async begin(
    bucket: Bucket,
    key: string,
    of: 'bytes' | 'copies',
  ): Promise<MultipartUpload> {
    const command = new CreateMultipartUploadCommand({
      ...bucket.at(key),
      ...(of === 'bytes' && { ChecksumAlgorithm: 'SHA256' }),
    });
    const { UploadId } = await bucket.try(() => bucket.client.send(command));
    return new MultipartUpload(bucket, key, UploadId!);
  }

  /** Sends the next part; the service verifies its SHA-256. */
  async part(bytes: Buffer): Promise<void> {
    const PartNumber = this.#parts.length + 1;
    const command = new UploadPartCommand({
      ...this.#target(),
      PartNumber,
      Body: bytes,
      ChecksumSHA256: sha256(bytes),
    });
    const answer = await this.#bucket.try(() => this.#bucket.client.send(command));
    this.#parts.push(completed(PartNumber, answer));
  }

  /** Makes a range of another object the next part; its bytes do not pass through the hub. */
  async copyPart(source: StoredObject, range: ByteRange): Promise<void> {
    const PartNumber = this.#parts.length + 1;
    const command = new UploadPartCopyCommand({
      ...this.#target(),
      PartNumber,
      CopySource: this.#bucket.source(source.key),
      CopySourceIfMatch: source.etag,
      CopySourceRange: `bytes=${range.start}-${range.end - 1}`,
    });
    const answer = await this.#bucket.try(() => this.#bucket.client.send(command));
    const { ETag } = answer.CopyPartResult ?? {};
    this.#parts.push(completed(PartNumber, { ETag }));
  }

  /** Makes the object of its parts. Nothing is there before it resolves. */
  async complete(): Promise<void> {
    const command = new CompleteMultipartUploadCommand({
      ...this.#target(),
      MultipartUpload: { Parts: this.#parts },
    });
    await this.#bucket.try(() => this.#bucket.client.send(command));
  }

  /** Drops what was sent. Never throws: what is left then is swept later. */
  async abort(): Promise<void> {
    await abortUpload(this.#bucket, this.key, this.#id).catch(() => {});
  }

  #target() {
    return { ...this.#bucket.at(this.key), UploadId: this.#id };
  }
}

/** Drops the parts of an upload, also of one that another process began. */
export async function abortUpload(bucket: Bucket, key: string, id: string): Promise<void> {
  const command = new AbortMultipartUploadCommand({ ...bucket.at(key), UploadId: id });
  await bucket.try(() => bucket.client.send(command));
}

/** A checksum is only there where the service keeps one. */
function completed(
  PartNumber: number,
  { ETag, ChecksumSHA256 }: { ETag?: string | undefined; ChecksumSHA256?: string | undefined },
): CompletedPart {
  return { PartNumber, ...(ETag && { ETag }), ...(ChecksumSHA256 && { ChecksumSHA256 }) };
}
