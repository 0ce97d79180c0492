import type { ArchiveSource } from '../archive-source.ts';
import { DatasetRefused } from '../dataset-refused.ts';
import { SPLITS } from '../dataset-task.ts';
import { evenly } from '../layout/evenly.ts';
import { splitBit } from '../layout/mark-splits.ts';
import type { SplitSources } from '../layout/split-sources.ts';
import type { ProblemLog } from '../problem-log.ts';
import type { EntryTable } from '../zip/entry-table.ts';
import { mapAhead } from '../zip/map-ahead.ts';
import { readImageHead } from './read-image-head.ts';

/** Images of each split whose first bytes are looked at, spread evenly. */
const SAMPLED_IMAGES = 16;

/** Ranged reads under way at once. */
const READS_AHEAD = 4;

/** Endings of the formats whose size `imageSize` reads. */
const KNOWN = /\.(bmp|jpe?g|mpo|png|tiff?|webp)$/i;

/**
 * Sees that train and val have images at all (with `classify`, val or test), and looks at the
 * beginning of a few of them. Those that are no images are problems.
 *
 * @param masks the splits of each row, see `markSplits`
 * @throws DatasetRefused `images_missing`, and what `readImageHead` throws
 */
export async function checkImages(
  source: ArchiveSource,
  table: EntryTable,
  masks: Uint8Array,
  sources: SplitSources,
  problems: ProblemLog,
): Promise<void> {
  const sampled = new Set<number>();
  for (const [index, split] of SPLITS.entries()) {
    const rows = Uint32Array.from(masks.keys()).filter(
      (row) => (masks[row] ?? 0) & splitBit(index),
    );
    const [from] = sources[split];
    const isNeeded = split !== 'test' || sources.val.length === 0;
    if (rows.length === 0 && isNeeded && from !== undefined) {
      throw new DatasetRefused('images_missing', from, `There are no images for "${split}".`);
    }
    for (const row of evenly(rows, SAMPLED_IMAGES)) sampled.add(row);
  }
  const heads = mapAhead(sampled, READS_AHEAD, async (row) => {
    const file = table.path(row);
    return { file, head: await readImageHead(source, table.locator(row), file) };
  });
  for await (const { file, head } of heads) {
    if (head === 'unknown' && KNOWN.test(file)) problems.add('image_unreadable', file);
  }
}
