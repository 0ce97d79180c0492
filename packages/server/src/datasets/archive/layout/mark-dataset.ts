import type { ArchiveSource } from '../archive-source.ts';
import type { ArchiveLimits } from '../limits.ts';
import type { ProblemLog } from '../problem-log.ts';
import type { EntryTable } from '../zip/entry-table.ts';
import { classifyFolders, markClassSplits } from './class-folders.ts';
import { markSplits } from './mark-splits.ts';
import { type LabelPairs, pairLabels } from './pair-labels.ts';
import type { SplitSources } from './split-sources.ts';

/** Where a dataset's parts are in its archive. */
export interface DatasetLayout {
  /** Whether the folders of the images are their labels. */
  readonly isClassify: boolean;
  readonly root: string;
  readonly names: readonly string[];
  readonly sources: SplitSources;
}

/** The rows of an archive's table that make up a dataset. */
export interface DatasetRows {
  /** For each row the splits that it is an image of, see `splitBit`; otherwise 0. */
  readonly masks: Uint8Array;
  /** What the images are labelled by: files of their own, or the folders that they are in. */
  readonly labels:
    | { readonly by: 'files'; readonly pairs: LabelPairs }
    /** The class of each folder's images, see `classifyFolders`. */
    | { readonly by: 'folders'; readonly classes: Int32Array };
}

/**
 * Finds the images of a dataset and what labels them. Throws what `markSplits` does.
 */
export async function markDataset(
  source: ArchiveSource,
  table: EntryTable,
  { isClassify, root, names, sources }: DatasetLayout,
  tools: { limits: ArchiveLimits; problems: ProblemLog },
): Promise<DatasetRows> {
  if (isClassify) {
    const classes = classifyFolders(table, { sources, names }, tools.problems);
    return { masks: markClassSplits(table, sources, classes), labels: { by: 'folders', classes } };
  }
  const masks = await markSplits(source, table, sources, root, tools);
  return { masks, labels: { by: 'files', pairs: await pairLabels(table, masks, tools.problems) } };
}
