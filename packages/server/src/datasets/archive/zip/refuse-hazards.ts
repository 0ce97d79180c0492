import type { Entry } from 'yauzl';
import { type DatasetRefusalCode, DatasetRefused } from '../dataset-refused.ts';
import type { EntryLocator } from '../entry-locator.ts';
import type { ArchiveLimits } from '../limits.ts';
import type { EntryName } from './entry-name.ts';
import { LOCAL_HEADER_BYTES } from './local-header.ts';

/** File type bits of a Unix mode, which zip keeps in the upper half of the external attributes. */
const TYPE_MASK = 0o170000;
const TYPE_REGULAR = 0o100000;
const TYPE_FOLDER = 0o040000;
const TYPE_LINK = 0o120000;

/** General purpose bits: traditional encryption, strong encryption, masked headers. */
const ENCRYPTED_BITS = 0x1 | 0x40 | 0x2000;

/**
 * Checks what the directory says of one entry, name apart, and returns where its data lies.
 *
 * @throws DatasetRefused `entry_link`, `entry_special`, `entry_encrypted`, `entry_compression`,
 *   `entry_damaged`, `entry_too_large`, `entry_ratio`, `archive_damaged`
 */
export function refuseHazards(
  entry: Entry,
  { path, isFolder }: EntryName,
  directoryStart: number,
  limits: ArchiveLimits,
): EntryLocator {
  const refuse = (code: DatasetRefusalCode, detail?: string) =>
    new DatasetRefused(code, path, detail);

  // Whatever system the entry says it comes from: some unpackers look at the mode alone.
  const type = (entry.externalFileAttributes >>> 16) & TYPE_MASK;
  if (type === TYPE_LINK) throw refuse('entry_link');
  if (type !== 0 && type !== TYPE_REGULAR && type !== TYPE_FOLDER) throw refuse('entry_special');
  if ((entry.generalPurposeBitFlag & ENCRYPTED_BITS) !== 0) throw refuse('entry_encrypted');

  const { compressionMethod: method, compressedSize, uncompressedSize: size } = entry;
  if (method !== 0 && method !== 8) {
    throw refuse('entry_compression', `It uses method ${method}.`);
  }
  if (isFolder && size > 0) throw refuse('entry_damaged', 'A folder holds data.');
  if (method === 0 && size !== compressedSize) throw refuse('entry_damaged');
  if (size > limits.maxEntryBytes) {
    throw refuse('entry_too_large', `${size} bytes is more than ${limits.maxEntryBytes}.`);
  }
  if (size > limits.ratioFloorBytes && size > compressedSize * limits.maxRatio) {
    throw refuse('entry_ratio', `${compressedSize} bytes unpack to ${size}.`);
  }

  const offset = entry.relativeOffsetOfLocalHeader;
  const leastEnd = offset + LOCAL_HEADER_BYTES + entry.fileNameLength + compressedSize;
  if (leastEnd > directoryStart) {
    throw refuse('archive_damaged', 'The entry is said to lie outside of the archive.');
  }
  return { offset, compressedSize, size, method, crc32: entry.crc32 };
}
