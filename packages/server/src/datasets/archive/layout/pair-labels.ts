import { setImmediate } from 'node:timers/promises';
import type { ProblemLog } from '../problem-log.ts';
import type { EntryTable } from '../zip/entry-table.ts';
import { labelPathOf } from './dataset-files.ts';

/** Which label file belongs to which image. */
export interface LabelPairs {
  /** For each row of the table that is an image of a split, the row of its label; -1: it has none. */
  readonly labelOf: Int32Array;
  /** For each row that is the label of such images, the splits that they are in; otherwise 0. */
  readonly labelMasks: Uint8Array;
  /** Rows of the label files, in the order of the table. */
  readonly labelRows: Uint32Array;
}

/** Rows looked at before whatever else waits on the event loop gets its turn. */
const ROWS_IN_A_ROW = 1000;

/**
 * Finds the label of each image.
 *
 * @param masks the splits of each row, see `markSplits`
 */
export async function pairLabels(
  table: EntryTable,
  masks: Uint8Array,
  problems: ProblemLog,
): Promise<LabelPairs> {
  const labelOf = new Int32Array(table.length).fill(-1);
  const labelMasks = new Uint8Array(table.length);
  for (const [row, mask] of masks.entries()) {
    if (row % ROWS_IN_A_ROW === 0) await setImmediate();
    if (mask === 0) continue;
    const label = table.find(labelPathOf(table.path(row)));
    if (label < 0) continue;
    labelOf[row] = label;
    const before = labelMasks[label] ?? 0;
    if ((before & mask) !== 0) problems.add('label_shared', table.path(label));
    labelMasks[label] = before | mask;
  }
  const labelRows = Uint32Array.from(labelMasks.keys()).filter((row) => labelMasks[row] !== 0);
  return { labelOf, labelMasks, labelRows };
}
