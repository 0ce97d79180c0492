import type { ArchiveSource } from '../archive-source.ts';
import { DatasetRefused } from '../dataset-refused.ts';
import type { DatasetTask, KptShape } from '../dataset-task.ts';
import { labelColumns } from '../labels/label-file.ts';
import type { ArchiveLimits } from '../limits.ts';
import type { EntryTable } from '../zip/entry-table.ts';
import { readSmallEntries } from '../zip/read-small-entries.ts';
import { evenly } from './evenly.ts';
import type { FoundLayout } from './find-layout.ts';
import type { DatasetRows } from './mark-dataset.ts';

/** What told a dataset's task. */
export type TaskEvidence = 'caller' | 'yaml' | 'kpt_shape' | 'labels' | 'folders';

/** A task, what told it, and for `pose` the shape of its keypoints. */
export interface ToldTask {
  readonly task: DatasetTask;
  readonly taskFrom: TaskEvidence;
  /** null but for `pose`. */
  readonly kptShape: KptShape | null;
}

/** What telling the task takes besides the archive. */
export interface TellTaskOptions {
  /** The caller's word, which wins. */
  readonly task: DatasetTask | undefined;
  readonly limits: ArchiveLimits;
}

/** Label files that are looked at, spread evenly over the dataset. */
const SAMPLED_FILES = 256;

/**
 * Tells a dataset's task: from the caller; from its layout, where folders are the labels; from the
 * YAML's `task`, or its `kpt_shape`; or else from what most lines in a sample of its labels look like.
 *
 * @throws DatasetRefused `kpt_shape_missing`, and what `readSmallEntries` throws
 */
export async function tellTask(
  source: ArchiveSource,
  table: EntryTable,
  { yaml, yamlFile }: FoundLayout,
  labels: DatasetRows['labels'],
  { task, limits }: TellTaskOptions,
): Promise<ToldTask> {
  if (labels.by === 'folders') {
    const taskFrom = task === undefined ? 'folders' : 'caller';
    return { task: 'classify', taskFrom, kptShape: null };
  }
  const kptShape = yaml?.kptShape ?? null;
  const told = (name: DatasetTask, taskFrom: TaskEvidence): ToldTask => {
    if (name !== 'pose') return { task: name, taskFrom, kptShape: null };
    if (kptShape === null) throw new DatasetRefused('kpt_shape_missing', yamlFile);
    return { task: name, taskFrom, kptShape };
  };
  if (task !== undefined) return told(task, 'caller');
  if (yaml !== null && yaml.task !== null) return told(yaml.task, 'yaml');
  if (kptShape !== null) return told('pose', 'kpt_shape');
  return told(await taskOfLabels(source, table, labels.pairs.labelRows, limits), 'labels');
}

/**
 * Four corners are taken for an oriented box unless polygons of other lengths occur, and no labels
 * at all for `detect`.
 */
async function taskOfLabels(
  source: ArchiveSource,
  table: EntryTable,
  labelRows: Uint32Array,
  limits: ArchiveLimits,
): Promise<DatasetTask> {
  const filled = labelRows.filter((row) => table.size(row) > 0);
  const sample = evenly(filled, SAMPLED_FILES);
  const options = { maxBytes: limits.maxLabelBytes, tooLarge: 'label_too_large' } as const;
  const seen = { boxes: 0, quads: 0, polygons: 0 };
  for await (const { row, bytes } of readSmallEntries(source, table, sample, options)) {
    for (const columns of labelColumns(bytes, table.path(row))) {
      if (columns === 5) seen.boxes += 1;
      else if (columns === 9) seen.quads += 1;
      else if (columns >= 7 && columns % 2 === 1) seen.polygons += 1;
    }
  }
  if (seen.polygons + seen.quads <= seen.boxes) return 'detect';
  return seen.polygons > 0 ? 'segment' : 'obb';
}
