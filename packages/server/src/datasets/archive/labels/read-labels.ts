import type { ArchiveSource } from '../archive-source.ts';
import type { LabelPairs } from '../layout/pair-labels.ts';
import type { ArchiveLimits } from '../limits.ts';
import type { EntryTable } from '../zip/entry-table.ts';
import { readSmallEntries } from '../zip/read-small-entries.ts';
import { type ImageLabels, readAnnotations } from './annotations.ts';
import type { LabelSpec } from './label-row.ts';

/** How the labels of images are to be read. */
export interface ReadLabelsOptions {
  readonly spec: LabelSpec;
  readonly limits: ArchiveLimits;
  readonly signal: AbortSignal | undefined;
}

/**
 * Reads the labels of some images at once, so that neighbouring label files share a ranged read.
 *
 * @param images rows of the images
 * @returns what is known of an image's labels, by the image's row
 * @throws DatasetRefused `label_garbage`, `label_too_large`, and what `readEntry` throws
 */
export async function readLabels(
  source: ArchiveSource,
  table: EntryTable,
  { labelOf }: LabelPairs,
  images: readonly number[],
  { spec, limits, signal }: ReadLabelsOptions,
): Promise<(image: number) => ImageLabels> {
  const labelRows = new Set(images.map((row) => labelOf[row] ?? -1).filter((row) => row >= 0));
  const options = { maxBytes: limits.maxLabelBytes, tooLarge: 'label_too_large', signal } as const;
  const read = new Map<number, ImageLabels>();
  for await (const { row, bytes } of readSmallEntries(source, table, labelRows, options)) {
    read.set(row, readAnnotations(bytes, table.path(row), spec));
  }
  return (image) => read.get(labelOf[image] ?? -1) ?? { faults: 0 };
}
