import type { ProblemLog } from '../problem-log.ts';
import type { EntryTable } from '../zip/entry-table.ts';
import type { LabelPairs } from './pair-labels.ts';

/** What tools leave beside the labels: names of the classes, lists of images. */
const NO_LABEL = /^(classes|notes|train|val|test)\.txt$/;

/**
 * Reports labels that no image belongs to, in the folders that hold labels of images. Other folders
 * may belong to parts of the dataset that its YAML does not name.
 */
export function reportOrphanLabels(
  table: EntryTable,
  { labelMasks, labelRows }: LabelPairs,
  problems: ProblemLog,
): void {
  const labelFolders = new Uint8Array(table.folders.count);
  for (const row of labelRows) labelFolders[table.folder(row)] = 1;
  for (let row = 0; row < table.length; row += 1) {
    if (labelFolders[table.folder(row)] === 0 || labelMasks[row] !== 0) continue;
    const name = table.baseName(row);
    if (!name.endsWith('.txt') || NO_LABEL.test(name)) continue;
    problems.add('label_without_image', table.path(row));
  }
}
