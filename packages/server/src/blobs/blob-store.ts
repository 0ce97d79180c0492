import type { Readable } from 'node:stream';

/** A blob that has been stored: its address and its length. */
export interface StoredBlob {
  /** SHA-256 of the content, 64 lower-case hexadecimal characters. */
  readonly hash: string;
  /** In bytes. */
  readonly size: number;
  /**
   * The last bytes of the content, at most {@link TAIL_BYTES}, so that a file format that ends in
   * a directory (zip, and so `.pt`) can be checked without reading the blob again.
   */
  readonly tail: Buffer;
  /** The first bytes, at most {@link HEAD_BYTES}, to recognise the format. */
  readonly head: Buffer;
}

/** A blob as the store lists it. */
export interface ListedBlob {
  readonly hash: string;
  /** In bytes. */
  readonly size: number;
  /** When it was stored, or wanted again, in milliseconds since 1970. */
  readonly storedAt: number;
}

export const HEAD_BYTES = 64;
export const TAIL_BYTES = 66_000;

export interface PutOptions {
  /** Refuse content longer than this many bytes. */
  readonly maxBytes: number;
  /** The hash that was announced: content with another is refused, and nothing of it is kept. */
  readonly hash?: string;
  readonly signal?: AbortSignal;
}

/** Half-open range of bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Where blobs lie, addressed by their content. Every implementation passes the conformance suite
 * in `blob-store.conformance.ts`.
 */
export interface BlobStore {
  /** Whether other hubs may use it too: then one of them looks after it for all. */
  readonly isShared: boolean;

  /**
   * Stores a stream, each chunk of which is good until the next is asked for. Resolves only when
   * the content is durable; a stream that throws or is aborted leaves nothing visible. Memory stays
   * flat however long the stream is.
   * @throws HubError upload_too_large; checksum_mismatch; storage_full; storage_unavailable; or
   *   whatever the source threw.
   */
  put(source: AsyncIterable<Buffer>, options: PutOptions): Promise<StoredBlob>;

  /** Opens a stored blob. @throws HubError not_found; storage_unavailable */
  open(hash: string, range?: ByteRange): Promise<Readable>;

  /** Where it would lie as a file of this machine; undefined in a store that has none. */
  file(hash: string): string | undefined;

  /** Size in bytes, or undefined when there is no such blob. */
  size(hash: string): Promise<number | undefined>;

  /** Every stored blob, in no order. */
  list(): AsyncIterable<ListedBlob>;

  /**
   * Removes a blob, unless it was put again after `notAfter` (milliseconds since 1970): an upload
   * of the same content may just have been answered. Removing what is not there is no error.
   */
  remove(hash: string, notAfter: number): Promise<void>;

  /** @throws when the store cannot be read and written. */
  ping(): Promise<void>;

  /**
   * Removes what interrupted uploads left behind, and never what belongs to one under way, in this
   * process or in another that uses the same store.
   */
  cleanUp(): Promise<void>;
}
