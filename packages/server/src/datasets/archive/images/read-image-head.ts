import type { ArchiveSource } from '../archive-source.ts';
import type { EntryLocator } from '../entry-locator.ts';
import { readEntryHead } from '../read-entry.ts';
import { type ImageHead, imageSize } from './image-size.ts';

/** Bytes read in turn: enough for most images, for a JPEG with a thumbnail, for one with much metadata. */
const HEAD_BYTES = [4096, 65_536, 524_288];

/**
 * Reads as much of an image as tells its size, mostly 4 KiB.
 *
 * @returns `more` where 512 KiB do not tell it, `unknown` where it is no image of a known format
 * @throws DatasetRefused `entry_damaged`, `archive_truncated`
 */
export async function readImageHead(
  source: ArchiveSource,
  locator: EntryLocator,
  file: string,
): Promise<ImageHead> {
  for (const bytes of HEAD_BYTES) {
    const head = imageSize(await readEntryHead(source, locator, file, bytes));
    if (head !== 'more') return head;
    if (locator.size <= bytes) return 'unknown';
  }
  return 'more';
}
