import type { ArchiveSource } from '../archive-source.ts';
import { DatasetRefused } from '../dataset-refused.ts';
import { SPLITS } from '../dataset-task.ts';
import type { ArchiveLimits } from '../limits.ts';
import type { ProblemLog } from '../problem-log.ts';
import { readEntry } from '../read-entry.ts';
import type { EntryTable } from '../zip/entry-table.ts';
import type { FolderTree } from '../zip/folder-tree.ts';
import { isHiddenName, isImageName, resolveInArchive } from './dataset-files.ts';
import { readLines } from './read-lines.ts';
import { folderOf, isImageList, type SplitSources } from './split-sources.ts';

/** Bit of a split in a mask: 1 train, 2 val, 4 test. One image may be in several. */
export function splitBit(index: number): number {
  return 1 << index;
}

/**
 * Says of each row of the table in which splits it is, as an image: those in the splits' folders, at
 * any depth, and those that their lists name. All other rows get 0.
 *
 * @param root the dataset's folder in the archive
 * @returns a mask per row, see `splitBit`
 * @throws DatasetRefused `list_too_large`, and what `readEntry` throws for a list
 */
export async function markSplits(
  source: ArchiveSource,
  table: EntryTable,
  sources: SplitSources,
  root: string,
  { limits, problems }: { limits: ArchiveLimits; problems: ProblemLog },
): Promise<Uint8Array> {
  const ofFolder = maskFolders(table.folders, sources);
  const masks = new Uint8Array(table.length);
  for (let row = 0; row < table.length; row += 1) {
    const mask = ofFolder[table.folder(row)] ?? 0;
    if (mask !== 0 && isImageName(table.baseName(row))) masks[row] = mask;
  }
  for (const [index, split] of SPLITS.entries()) {
    for (const list of sources[split].filter(isImageList)) {
      const row = table.find(list);
      if (row < 0) continue;
      if (table.size(row) > limits.maxListBytes) throw new DatasetRefused('list_too_large', list);
      for await (const image of listedImages(source, table, row, root, problems)) {
        masks[image] = (masks[image] ?? 0) | splitBit(index);
      }
    }
  }
  return masks;
}

/** A mask per folder: what is below a split's folder is in the split, hidden folders apart. */
export function maskFolders(folders: FolderTree, sources: SplitSources): Uint8Array {
  const masks = new Uint8Array(folders.count);
  for (let folder = 0; folder < folders.count; folder += 1) {
    const path = folders.path(folder);
    const isOpen = folder > 0 && !isHiddenName(folders.name(folder));
    let mask = isOpen ? (masks[folders.parent(folder)] ?? 0) : 0;
    for (const [index, split] of SPLITS.entries()) {
      if (sources[split].includes(path)) mask |= splitBit(index);
    }
    masks[folder] = mask;
  }
  return masks;
}

/** Rows of the images that a list names. A leading "./" means the list's own folder. */
async function* listedImages(
  source: ArchiveSource,
  table: EntryTable,
  listRow: number,
  root: string,
  problems: ProblemLog,
): AsyncGenerator<number, void> {
  const list = table.path(listRow);
  let number = 0;
  let isPortable = true;
  for await (const line of readLines(readEntry(source, table.locator(listRow), list))) {
    number += 1;
    const written = line.trim();
    if (written === '') continue;
    isPortable &&= written.startsWith('./');
    const row = [folderOf(list), root]
      .map((folder) => resolveInArchive(folder, written))
      .map((path) => (path === undefined ? -1 : table.find(path)))
      .find((found) => found >= 0 && isImageName(table.baseName(found)));
    if (row === undefined) problems.add('list_image_missing', list, number, `"${written}".`);
    else yield row;
  }
  if (!isPortable) problems.add('list_not_portable', list);
}
