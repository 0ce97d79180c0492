import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { HubError } from '@trainyard/protocol';
import type { ByteRange } from '../blob-store.ts';
import type { S3Location } from './s3-location.ts';
import { asStorageError, hasChanged, isMissing } from './storage-errors.ts';

/** An object as the bucket lists it. */
export interface StoredObject {
  /** Without the prefix. */
  readonly key: string;
  readonly size: number;
  /** With its quotes. */
  readonly etag: string;
  /** Milliseconds since 1970, by the clock of the service, in whole seconds. */
  readonly modifiedAt: number;
}

/** Tries of one request, with growing pauses: up to three seconds in all. */
const ATTEMPTS = 6;
const CONNECT_MS = 5_000;
/** A connection on which nothing moves for so long is given up: a service may copy in silence. */
const SILENCE_MS = 180_000;
const SOCKETS = 256;

/** How long a check of the bucket may take, in milliseconds. */
const PING_MS = 5_000;

/**
 * One bucket, below one prefix, in the words of the hub: keys have no prefix, errors are those of
 * the catalogue. The one place that talks to the AWS SDK, besides the multipart upload.
 */
export class Bucket {
  readonly location: S3Location;
  readonly client: S3Client;

  constructor(location: S3Location, client = s3Client(location, location.endpoint)) {
    this.location = location;
    this.client = client;
  }

  /** What names an object in a request. */
  at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.location.bucket, Key: this.location.prefix + key };
  }

  /** What names an object as the source of a copy: bucket and key, percent-encoded. */
  source(key: string): string {
    const { Bucket, Key } = this.at(key);
    return `${Bucket}/${Key.split('/').map(encodeURIComponent).join('/')}`;
  }

  /** Undefined when there is no such object. @throws HubError storage_unavailable */
  async head(key: string): Promise<StoredObject | undefined> {
    try {
      const answer = await this.client.send(new HeadObjectCommand(this.at(key)));
      return {
        key,
        size: answer.ContentLength ?? 0,
        etag: answer.ETag ?? '',
        modifiedAt: answer.LastModified?.getTime() ?? 0,
      };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw asStorageError(error);
    }
  }

  /** @throws HubError not_found, also when it no longer is the `etag`; storage_unavailable */
  async read(key: string, options: { range?: ByteRange; etag?: string } = {}): Promise<Readable> {
    const { range, etag } = options;
    try {
      const answer = await this.client.send(
        new GetObjectCommand({
          ...this.at(key),
          ...(range && { Range: `bytes=${range.start}-${range.end - 1}` }),
          ...(etag && { IfMatch: etag }),
        }),
      );
      return answer.Body as unknown as Readable;
    } catch (error) {
      if (isMissing(error) || hasChanged(error)) throw new HubError('not_found', { cause: error });
      throw asStorageError(error);
    }
  }

  /** Stores a whole object; the service verifies its SHA-256. @throws HubError storage_… */
  async put(key: string, bytes: Buffer): Promise<void> {
    await this.try(() =>
      this.client.send(
        new PutObjectCommand({ ...this.at(key), Body: bytes, ChecksumSHA256: sha256(bytes) }),
      ),
    );
  }

  /** @param etag removes it only if it still is that; where the service knows no such condition, always. */
  async remove(key: string, etag?: string): Promise<void> {
    try {
      const condition = etag === undefined ? {} : { IfMatch: etag };
      await this.client.send(new DeleteObjectCommand({ ...this.at(key), ...condition }));
    } catch (error) {
      if (isMissing(error) || hasChanged(error)) return;
      throw asStorageError(error);
    }
  }

  /** Every object whose key begins so, in the order of their keys. */
  async *list(prefix: string): AsyncGenerator<StoredObject> {
    for (let token: string | undefined; ; ) {
      const { Bucket, Key: Prefix } = this.at(prefix);
      const next = token === undefined ? {} : { ContinuationToken: token };
      const page = await this.try(() =>
        this.client.send(new ListObjectsV2Command({ Bucket, Prefix, ...next })),
      );
      for (const { Key = '', Size = 0, ETag = '', LastModified } of page.Contents ?? []) {
        const key = Key.slice(this.location.prefix.length);
        yield { key, size: Size, etag: ETag, modifiedAt: LastModified?.getTime() ?? 0 };
      }
      token = page.NextContinuationToken;
      if (!page.IsTruncated || token === undefined) return;
    }
  }

  /** Multipart uploads that were never completed. */
  async *unfinished(prefix: string): AsyncGenerator<{ key: string; id: string; begunAt: number }> {
    for (let after: { KeyMarker: string; UploadIdMarker?: string } | undefined; ; ) {
      const { Bucket, Key: Prefix } = this.at(prefix);
      const page = await this.try(() =>
        this.client.send(new ListMultipartUploadsCommand({ Bucket, Prefix, ...after })),
      );
      for (const { Key = '', UploadId = '', Initiated } of page.Uploads ?? []) {
        const key = Key.slice(this.location.prefix.length);
        yield { key, id: UploadId, begunAt: Initiated?.getTime() ?? 0 };
      }
      if (!page.IsTruncated || !page.NextKeyMarker) return;
      after = {
        KeyMarker: page.NextKeyMarker,
        ...(page.NextUploadIdMarker && { UploadIdMarker: page.NextUploadIdMarker }),
      };
    }
  }

  /** Whether the bucket answers and lets itself be listed. @throws what the SDK says */
  async ping(): Promise<void> {
    const { bucket: Bucket, prefix: Prefix } = this.location;
    await this.client.send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: 1 }), {
      abortSignal: AbortSignal.timeout(PING_MS),
    });
  }

  /** @throws HubError storage_full; storage_unavailable */
  async try<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw asStorageError(error);
    }
  }

  close(): void {
    this.client.destroy();
  }
}

/** Credentials come from wherever the AWS SDK finds them: environment, files, the machine's role. */
export function s3Client(location: S3Location, endpoint: string | undefined): S3Client {
  return new S3Client({
    region: location.region,
    forcePathStyle: location.pathStyle,
    maxAttempts: ATTEMPTS,
    // Ours are SHA-256 and stand in the requests. Those that the SDK adds of its own accord are
    // unknown to older services.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      httpAgent: { keepAlive: true, maxSockets: SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: SOCKETS },
    },
    ...(endpoint !== undefined && { endpoint }),
  });
}

/** As S3 writes it. */
export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64');
}
