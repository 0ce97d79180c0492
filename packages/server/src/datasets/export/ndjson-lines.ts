import type { ArchiveSource } from '../archive/archive-source.ts';
import type { DatasetSummary } from '../archive/dataset-summary.ts';
import type { EntryLocator } from '../archive/entry-locator.ts';
import { readSamples } from '../archive/read-samples.ts';
import { imageName } from './image-address.ts';

/** Bytes that are gathered before they are handed on. */
const PIECE = 256 * 1024;

/** Says where an image can be downloaded. */
export type ImageUrl = (entry: EntryLocator, fileName: string) => string;

/**
 * A dataset as NDJSON: its head, then a line for each image. The same archive always gives the
 * same lines but for the queries of the URLs: clients keep a dataset under a hash of all the rest.
 *
 * Images with faults in their labels are left out, as trainers leave them out that read the
 * archive itself. Never holds a key that clients would copy into their YAML and act upon
 * (`path`, `train`, `download`, …).
 * @throws DatasetRefused where the archive has changed since it was checked
 */
export async function* ndjsonLines(
  source: ArchiveSource,
  summary: DatasetSummary,
  urlOf: ImageUrl,
): AsyncGenerator<Buffer, void> {
  let text = `${JSON.stringify(headOf(summary))}\n`;
  for await (const sample of readSamples(source, summary)) {
    if (sample.faults > 0) continue;
    const file = imageName(sample.file, sample.entry);
    const { split, width, height, annotations } = sample;
    const url = urlOf(sample.entry, file);
    const line = { type: 'image', file, url, width, height, split, annotations };
    text += `${JSON.stringify(line)}\n`;
    if (text.length < PIECE) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

function headOf({ task, names, kptShape, flipIdx, channels }: DatasetSummary): object {
  return {
    type: 'dataset',
    task,
    class_names: Object.fromEntries(names.entries()),
    ...(kptShape !== null && { kpt_shape: kptShape }),
    ...(flipIdx !== null && { flip_idx: flipIdx }),
    ...(channels !== null && { channels }),
  };
}
