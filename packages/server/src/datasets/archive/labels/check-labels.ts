import type { ArchiveSource } from '../archive-source.ts';
import type { CheckProgress } from '../check-progress.ts';
import type { LabelPairs } from '../layout/pair-labels.ts';
import type { SplitCounter } from '../layout/split-counter.ts';
import type { ArchiveLimits } from '../limits.ts';
import type { ProblemLog } from '../problem-log.ts';
import type { EntryTable } from '../zip/entry-table.ts';
import { readSmallEntries } from '../zip/read-small-entries.ts';
import { isFault, labelLines } from './label-file.ts';
import type { LabelSpec } from './label-row.ts';

/** What is known of one label file: it is empty, it has objects, or it has a line that is none. */
const EMPTY = 0;
const LABELLED = 1;
const FAULTY = 2;

/** What checking labels takes. */
export interface CheckLabelsOptions {
  readonly spec: LabelSpec;
  readonly limits: ArchiveLimits;
  readonly problems: ProblemLog;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
}

/** Label files between two reports of progress. */
const REPORT_EVERY = 1000;

/**
 * Reads every label file of the dataset once, in the order of the archive, and counts images and
 * objects per split. Lines that are no objects are problems of the log, not errors.
 *
 * @param masks the splits of each row, see `markSplits`
 * @throws DatasetRefused `label_garbage`, `label_too_large`, and what `readEntry` throws
 */
export async function checkLabels(
  source: ArchiveSource,
  table: EntryTable,
  masks: Uint8Array,
  pairs: LabelPairs,
  counter: SplitCounter,
  { spec, limits, problems, signal, onProgress }: CheckLabelsOptions,
): Promise<void> {
  const states = new Uint8Array(table.length);
  const options = { maxBytes: limits.maxLabelBytes, tooLarge: 'label_too_large', signal } as const;
  const total = pairs.labelRows.length;
  let done = 0;
  for await (const { row, bytes } of readSmallEntries(source, table, pairs.labelRows, options)) {
    const classes = readClasses(bytes, table.path(row), spec, problems);
    states[row] = classes === null ? FAULTY : classes.length > 0 ? LABELLED : EMPTY;
    for (const classId of classes ?? []) counter.addObject(pairs.labelMasks[row] ?? 0, classId);
    done += 1;
    if (done % REPORT_EVERY === 0 || done === total) onProgress?.({ step: 'labels', done, total });
  }
  for (const [row, mask] of masks.entries()) {
    if (mask === 0) continue;
    const label = pairs.labelOf[row] ?? -1;
    const state = label < 0 ? EMPTY : states[label];
    counter.addImage(
      mask,
      state === FAULTY ? 'faulty' : state === LABELLED ? 'labelled' : 'background',
    );
  }
}

/** The class of each object in a label file; null where a line of it is no object. */
function readClasses(
  bytes: Buffer,
  file: string,
  spec: LabelSpec,
  problems: ProblemLog,
): number[] | null {
  const classes: number[] = [];
  let isFaulty = false;
  for (const { number, row } of labelLines(bytes, file, spec)) {
    if (isFault(row)) {
      isFaulty = true;
      problems.add(row.code, file, number, row.detail);
      continue;
    }
    if (row.isClamped) problems.add('label_clamped', file, number);
    classes.push(row.values[0] ?? 0);
  }
  return isFaulty ? null : classes;
}
