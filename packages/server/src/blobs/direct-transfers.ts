import type { StoredBlob } from './blob-store.ts';

/** What a direct upload has left in the store. */
export interface ArrivedUpload {
  readonly id: string;
  /** Milliseconds since 1970, by the clock of the store. */
  readonly arrivedAt: number;
}

/**
 * Transfers between a client and the store, with the hub only giving permission: presigned URLs of
 * a bucket. What a client has PUT is no blob before the hub has read and adopted it.
 */
export interface DirectTransfers {
  /**
   * A URL that hands a blob out as an attachment of that name, by GET only.
   * @param seconds how long it may wait to be used
   */
  downloadUrl(hash: string, fileName: string, seconds: number): Promise<string>;

  /**
   * A URL that takes one object by PUT, without credentials.
   * @param size in bytes, when it is known: then any other length is refused by the store itself
   * @param seconds how long it may wait to be used
   * @returns undefined when the store does not take as much in one PUT
   */
  uploadUrl(id: string, size: number | undefined, seconds: number): Promise<string | undefined>;

  /**
   * Makes what was PUT for an upload a blob, hands that to `use`, and then removes what was PUT:
   * also when `use` refuses it for good, but not when it may do better at another try.
   * @returns undefined when nothing has arrived
   * @throws HubError upload_too_large; storage_unavailable; what `use` throws
   */
  receive<T>(
    id: string,
    options: { readonly maxBytes: number },
    use: (blob: StoredBlob) => Promise<T>,
  ): Promise<T | undefined>;

  /** Everything that waits to be received. */
  arrived(): AsyncIterable<ArrivedUpload>;
}
