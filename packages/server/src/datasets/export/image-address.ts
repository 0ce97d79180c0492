import { createHash } from 'node:crypto';
import type { EntryLocator } from '../archive/entry-locator.ts';

/** What a signed image link is for; see `PathSigner.grant`. */
export const IMAGE_PURPOSE = 'dataset-image';

/** A number of an entry's locator, base 36. */
const NUMBER = /^[0-9a-z]{1,11}$/;

/**
 * Where an entry lies, as a segment of a URL. All that is needed to read it: an image link is
 * answered by one ranged read of the archive, without its directory.
 */
export function entryToSegment(entry: EntryLocator): string {
  const { offset, compressedSize, size, method, crc32 } = entry;
  return [offset, compressedSize, size, method, crc32].map((n) => n.toString(36)).join('-');
}

/** The locator back; undefined for what is none. */
export function entryFromSegment(segment: string): EntryLocator | undefined {
  const parts = segment.split('-');
  if (parts.length !== 5 || !parts.every((part) => NUMBER.test(part))) return undefined;
  const numbers = parts.map((part) => Number.parseInt(part, 36));
  if (!numbers.every(Number.isSafeInteger)) return undefined;
  const [offset, compressedSize, size, method, crc32] = numbers as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (method !== 0 && method !== 8) return undefined;
  return { offset, compressedSize, size, method, crc32 };
}

/**
 * The name of an image in an export: 32 hexadecimal characters and its ending. Unlike the archive's
 * own names it is safe and unique everywhere; newer clients keep such a stem through their own
 * renaming, so that the validation rows of a run lead back to the image.
 */
export function imageName(file: string, { crc32, size }: EntryLocator): string {
  const digest = createHash('sha256').update(`${file}\n${crc32}\n${size}`).digest('hex');
  const ending = /\.([A-Za-z0-9]{1,5})$/.exec(file)?.[1]?.toLowerCase() ?? 'jpg';
  return `${digest.slice(0, 32)}.${ending}`;
}
