import type { ArchiveSource } from './archive-source.ts';
import type { DatasetSummary } from './dataset-summary.ts';
import { type LabelTask, SPLITS, type SplitName } from './dataset-task.ts';
import type { EntryLocator } from './entry-locator.ts';
import { readImageHead } from './images/read-image-head.ts';
import type { Annotations, ImageLabels } from './labels/annotations.ts';
import { readLabels } from './labels/read-labels.ts';
import { type DatasetRows, markDataset } from './layout/mark-dataset.ts';
import { splitBit } from './layout/mark-splits.ts';
import { type ArchiveLimits, defaultArchiveLimits } from './limits.ts';
import { ProblemLog } from './problem-log.ts';
import type { EntryTable } from './zip/entry-table.ts';
import { mapAhead } from './zip/map-ahead.ts';
import { readDirectory } from './zip/read-directory.ts';

/** One image of a dataset. */
export interface DatasetSample {
  /** Path in the archive. */
  readonly file: string;
  readonly split: SplitName;
  /** Where the image's bytes are, for `readEntry`. */
  readonly entry: EntryLocator;
  /** Pixels as displayed; missing where not asked for, or where the image's head does not tell. */
  readonly width?: number;
  readonly height?: number;
  /** Missing for background images. */
  readonly annotations?: Annotations;
  /** Lines of the label file that are no objects. Trainers leave out images that have any. */
  readonly faults: number;
}

/** Which samples to read, and how. */
export interface ReadSamplesOptions {
  /** Default: all that the summary has. */
  readonly splits?: readonly SplitName[] | undefined;
  /** Whether to read width and height, which takes one small ranged read per image. Default true. */
  readonly dimensions?: boolean | undefined;
  /** Limits that differ from `defaultArchiveLimits`; those of the check, if it had other ones. */
  readonly limits?: Partial<ArchiveLimits> | undefined;
  /** Stops the reading, which then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What stays the same for all samples of one archive. */
interface Reading {
  readonly source: ArchiveSource;
  readonly table: EntryTable;
  readonly dimensions: boolean;
  readonly signal: AbortSignal | undefined;
  /** Bytes of the image's label file. */
  readonly labelBytes: (image: number) => number;
  /** Reads the labels of these images at once. */
  readonly labelsOf: (images: readonly number[]) => Promise<(image: number) => ImageLabels>;
}

/** Images that are read together, and bytes that their labels may have in all. */
const BATCH_IMAGES = 256;
const BATCH_LABEL_BYTES = 4 * 1024 ** 2;

/** Heads of images being read at once. */
const READS_AHEAD = 8;

/**
 * Reads the images of a checked archive with their labels: split by split (train, val, test), each
 * in the order of the archive's directory. An image that is in two splits comes in both. Coordinates
 * up to 0.01 beyond the edge are moved to it. Memory is bounded as in `checkDatasetArchive`.
 *
 * @param summary what `checkDatasetArchive` said of this very archive
 * @throws DatasetRefused as `checkDatasetArchive` does, where the archive has changed since
 */
export async function* readSamples(
  source: ArchiveSource,
  summary: DatasetSummary,
  options: ReadSamplesOptions = {},
): AsyncGenerator<DatasetSample, void> {
  const { signal, dimensions = true, splits = SPLITS } = options;
  const limits = { ...defaultArchiveLimits, ...options.limits };
  const { task, root, names } = summary;
  const { table } = await readDirectory(source, { limits, signal });
  const { train, val, test } = summary.splits;
  const sources = { train: train?.from ?? [], val: val?.from ?? [], test: test?.from ?? [] };
  const layout = { isClassify: task === 'classify', root, names, sources };
  // The check has reported them.
  const problems = new ProblemLog(0);
  const { masks, labels } = await markDataset(source, table, layout, { limits, problems });
  const reading: Reading = {
    source,
    table,
    dimensions,
    signal,
    ...labelReader(source, table, labels, summary, { limits, signal }),
  };
  for (const [index, split] of SPLITS.entries()) {
    if (!splits.includes(split)) continue;
    const rows = masks.keys().filter((row) => ((masks[row] ?? 0) & splitBit(index)) !== 0);
    for (const batch of batches(rows, reading)) yield* readBatch(batch, split, reading);
  }
}

function labelReader(
  source: ArchiveSource,
  table: EntryTable,
  labels: DatasetRows['labels'],
  { task, names, kptShape }: DatasetSummary,
  options: { limits: ArchiveLimits; signal: AbortSignal | undefined },
): Pick<Reading, 'labelBytes' | 'labelsOf'> {
  if (labels.by === 'folders') {
    const classOf = (image: number) => labels.classes[table.folder(image)] ?? 0;
    return {
      labelBytes: () => 0,
      labelsOf: async () => (image) => ({
        annotations: { classification: [classOf(image)] },
        faults: 0,
      }),
    };
  }
  const { pairs } = labels;
  // Only `classify` is labelled by folders, and it always is.
  const spec = { task: task as LabelTask, classes: names.length, kptShape };
  return {
    labelBytes: (image) => {
      const label = pairs.labelOf[image] ?? -1;
      return label < 0 ? 0 : table.size(label);
    },
    labelsOf: (images) => readLabels(source, table, pairs, images, { spec, ...options }),
  };
}

function* batches(rows: Iterable<number>, { labelBytes }: Reading): Generator<number[], void> {
  let batch: number[] = [];
  let bytes = 0;
  for (const row of rows) {
    const more = labelBytes(row);
    if (batch.length === BATCH_IMAGES || (batch.length > 0 && bytes + more > BATCH_LABEL_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(row);
    bytes += more;
  }
  if (batch.length > 0) yield batch;
}

async function* readBatch(
  rows: readonly number[],
  split: SplitName,
  { source, table, dimensions, signal, labelsOf }: Reading,
): AsyncGenerator<DatasetSample, void> {
  const labels = await labelsOf(rows);
  const read = async (row: number): Promise<DatasetSample> => {
    const file = table.path(row);
    const entry = table.locator(row);
    const head = dimensions ? await readImageHead(source, entry, file) : 'unknown';
    return { file, split, entry, ...(typeof head === 'object' && head), ...labels(row) };
  };
  for await (const sample of mapAhead(rows, READS_AHEAD, read)) {
    signal?.throwIfAborted();
    yield sample;
  }
}
