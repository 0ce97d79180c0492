import type { PutOptions, StoredBlob } from './blob-store.ts';

/** Bytes of one append, and whether all of them came. */
export interface Appended {
  /** Bytes of the upload that are durable now, from its beginning. */
  readonly size: number;
  /** What ended the source early, or undefined. */
  readonly error: unknown;
}

/**
 * Uploads that arrive over several requests. Each goes on where it was after a restart, and, in a
 * store that several hubs share, in any of them. Every implementation passes the conformance suite
 * in `partial-uploads.conformance.ts`.
 */
export interface PartialUploads {
  /** Begins an empty one. @throws HubError storage_full; storage_unavailable */
  create(id: string): Promise<void>;

  /**
   * Bytes that are durable, from the beginning without a gap; undefined when there is no such
   * upload. What was said once never becomes less.
   */
  size(id: string): Promise<number | undefined>;

  /**
   * Appends a stream at `offset`, which is its size; each chunk is good until the next. When the source breaks off, what came of it
   * is kept. Another append of the same bytes at the same time harms nothing.
   * @throws HubError storage_full; storage_unavailable. What was durable before still is.
   */
  append(id: string, offset: number, source: AsyncIterable<Buffer>): Promise<Appended>;

  /**
   * Makes a blob of all of it, as `BlobStore.put` does. It stays until it is removed, and nothing
   * can be appended any more.
   * @throws HubError upload_too_large; checksum_mismatch; storage_full; storage_unavailable
   */
  store(id: string, options: PutOptions): Promise<StoredBlob>;

  /** All of it, from the beginning. */
  read(id: string): AsyncIterable<Buffer>;

  /** Removing what is not there is no error. */
  remove(id: string): Promise<void>;

  /** Ids of all to which nothing was appended since `before`, milliseconds since 1970. */
  idle(before: number): Promise<string[]>;
}
