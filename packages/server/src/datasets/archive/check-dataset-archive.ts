import type { ArchiveSource } from './archive-source.ts';
import type { CheckProgress } from './check-progress.ts';
import type { DatasetSummary } from './dataset-summary.ts';
import { type DatasetTask, SPLITS } from './dataset-task.ts';
import { checkImages } from './images/check-images.ts';
import { checkLabels } from './labels/check-labels.ts';
import { countClassImages } from './layout/count-class-images.ts';
import { findLayout } from './layout/find-layout.ts';
import { markDataset } from './layout/mark-dataset.ts';
import { reportOrphanLabels } from './layout/report-orphan-labels.ts';
import { SplitCounter } from './layout/split-counter.ts';
import { tellTask } from './layout/tell-task.ts';
import { type ArchiveLimits, defaultArchiveLimits } from './limits.ts';
import { ProblemLog } from './problem-log.ts';
import { readDirectory } from './zip/read-directory.ts';

/** What a check may be told. */
export interface CheckDatasetOptions {
  /** What the dataset is for; it wins over everything in the archive. Default: found out. */
  readonly task?: DatasetTask | undefined;
  /** The archive's file name, which decides between several YAML files. Default: not known. */
  readonly archiveName?: string | undefined;
  /** Limits that differ from `defaultArchiveLimits`. */
  readonly limits?: Partial<ArchiveLimits> | undefined;
  /** Stops the check, which then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Hears now and then how far the check is, and at the end of each step. */
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
}

/**
 * Checks a dataset archive and says what it holds. Reads the directory, the YAML and the labels, by
 * ranged reads; of the images only the first bytes of a few. Nothing is unpacked to disk, and memory
 * grows with the number of entries only (about 100 bytes and the name for each), not with their size.
 *
 * @throws DatasetRefused with one of the codes of `DATASET_REFUSALS`; errors of the source pass through
 */
export async function checkDatasetArchive(
  source: ArchiveSource,
  options: CheckDatasetOptions = {},
): Promise<DatasetSummary> {
  const { archiveName = null, signal, onProgress } = options;
  const limits = { ...defaultArchiveLimits, ...options.limits };
  const problems = new ProblemLog(limits.maxProblems);
  const { table, unpackedBytes } = await readDirectory(source, { limits, signal, onProgress });
  const found = { task: options.task, archiveName, limits, problems };
  const layout = await findLayout(source, table, found);
  const { root, names, sources, yaml, yamlFile } = layout;
  const { masks, labels } = await markDataset(source, table, layout, { limits, problems });
  await checkImages(source, table, masks, sources, problems);

  const counter = new SplitCounter(names.length);
  const told = await tellTask(source, table, layout, labels, { task: options.task, limits });
  if (labels.by === 'folders') countClassImages(table, masks, labels.classes, counter);
  else if (told.task !== 'classify') {
    const spec = { task: told.task, classes: names.length, kptShape: told.kptShape };
    const tools = { spec, limits, problems, signal, onProgress };
    await checkLabels(source, table, masks, labels.pairs, counter, tools);
    reportOrphanLabels(table, labels.pairs, problems);
  }
  const splits = counter.toSplits(sources);
  reportEmpty(splits, names, told.task, problems);
  return {
    ...told,
    root,
    yaml: yamlFile,
    names,
    flipIdx: yaml?.flipIdx ?? null,
    channels: yaml?.channels ?? null,
    splits,
    bytes: { archive: source.size, unpacked: unpackedBytes },
    problems: problems.toProblems(),
  };
}

/** Reports classes without an image to learn from, and splits without a label. */
function reportEmpty(
  splits: DatasetSummary['splits'],
  names: readonly string[],
  task: DatasetTask,
  problems: ProblemLog,
): void {
  for (const split of SPLITS) {
    const summary = splits[split];
    if (summary !== null && summary.images > 0 && summary.images === summary.background) {
      problems.add('split_without_labels', summary.from[0] ?? '');
    }
  }
  if (task !== 'classify') return;
  for (const [number, count] of (splits.train?.perClass ?? []).entries()) {
    if (count === 0) problems.add('class_empty', `${splits.train?.from[0]}/${names[number]}`);
  }
}
