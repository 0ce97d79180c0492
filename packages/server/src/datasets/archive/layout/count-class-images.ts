import type { EntryTable } from '../zip/entry-table.ts';
import type { SplitCounter } from './split-counter.ts';

/**
 * Counts the images of a classification dataset.
 *
 * @param masks the splits of each row, see `markClassSplits`
 * @param classes the class of each folder, see `classifyFolders`
 */
export function countClassImages(
  table: EntryTable,
  masks: Uint8Array,
  classes: Int32Array,
  counter: SplitCounter,
): void {
  for (const [row, mask] of masks.entries()) {
    if (mask === 0) continue;
    counter.addImage(mask, 'labelled');
    counter.addObject(mask, classes[table.folder(row)] ?? 0);
  }
}
