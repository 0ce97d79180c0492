/**
 * Where one entry of an archive lies: all that is needed to read it later by a single ranged read,
 * without the archive's directory. Serialisable as JSON.
 */
export interface EntryLocator {
  /** Byte at which the entry's local header starts. */
  readonly offset: number;
  /** Bytes that its data takes in the archive. */
  readonly compressedSize: number;
  /** Bytes that it unpacks to. */
  readonly size: number;
  /** 0: stored, 8: deflated. */
  readonly method: 0 | 8;
  /** CRC-32 of the unpacked bytes. */
  readonly crc32: number;
}
