import { DatasetRefused } from '../dataset-refused.ts';
import type { EntryLocator } from '../entry-locator.ts';

/** Bytes of a local header before its name and extra field (APPNOTE.TXT 4.3.7). */
export const LOCAL_HEADER_BYTES = 30;

/**
 * Bytes to read on top of a header, so that one ranged read almost surely holds an entry's name and
 * extra field too, whose lengths only the header itself tells.
 */
export const HEADER_SLACK_BYTES = 1024;

const SIGNATURE = 0x04034b50;
const ENCRYPTED = 0x1;

/**
 * Length of the local header that `bytes` starts with, name and extra field included: the entry's
 * data begins there.
 *
 * @param bytes at least 30
 * @throws DatasetRefused `entry_damaged` where it is not the header that the directory announced
 */
export function localHeaderLength(bytes: Buffer, locator: EntryLocator, file: string): number {
  if (
    bytes.length < LOCAL_HEADER_BYTES ||
    bytes.readUInt32LE(0) !== SIGNATURE ||
    (bytes.readUInt16LE(6) & ENCRYPTED) !== 0 ||
    bytes.readUInt16LE(8) !== locator.method
  ) {
    throw new DatasetRefused('entry_damaged', file, 'Its own header differs from the directory.');
  }
  return LOCAL_HEADER_BYTES + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
}
