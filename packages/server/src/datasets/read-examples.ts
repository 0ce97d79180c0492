import type { Readable } from 'node:stream';
import type { SamplesQuery, SamplesReply } from '@trainyard/protocol';
import { fillPath, HubError, PATHS } from '@trainyard/protocol';
import type { Caller } from '../accounts/caller.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Database } from '../database/open-database.ts';
import { blobSource } from './accept-archive.ts';
import type { DatasetSummary } from './archive/dataset-summary.ts';
import type { EntryLocator } from './archive/entry-locator.ts';
import { readEntry } from './archive/read-entry.ts';
import { type DatasetSample, readSamples } from './archive/read-samples.ts';
import { getDataset } from './datasets.ts';

interface Hub {
  readonly database: Database;
  readonly blobs: BlobStore;
}

const DEFAULT_LIMIT = 12;

/** Some images of a dataset with their labels. @throws HubError not_found, not_ready */
export async function readExamples(
  hub: Hub,
  caller: Caller,
  id: string,
  { split = 'train', offset = 0, limit = DEFAULT_LIMIT }: SamplesQuery,
): Promise<SamplesReply> {
  const { source, summary } = await openArchive(hub, caller, id);
  const items: SamplesReply['items'] = [];
  let at = 0;
  let more = false;
  for await (const sample of readSamples(source, summary, { splits: [split] })) {
    if (at++ < offset) continue;
    if (items.length === limit) {
      more = true;
      break;
    }
    items.push(example(id, sample));
  }
  return { items, more };
}

/** The bytes of one image. @throws HubError not_found, not_ready, invalid_query */
export async function openExample(
  hub: Hub,
  caller: Caller,
  id: string,
  { entry, file }: { entry: string; file: string },
): Promise<{ type: string; size: number; bytes: Readable }> {
  const { source } = await openArchive(hub, caller, id);
  const type = IMAGE_TYPES[file.slice(file.lastIndexOf('.') + 1).toLowerCase()];
  const locator = locatorOf(entry);
  if (!type || !locator) throw new HubError('invalid_query');
  return { type, size: locator.size, bytes: readEntry(source, locator, file) };
}

/** What browsers draw and cannot run. */
const IMAGE_TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
};

async function openArchive({ database, blobs }: Hub, caller: Caller, id: string) {
  const dataset = await getDataset(database, caller, id);
  const { blob_hash: hash, size, summary } = dataset;
  if (hash === null || size === null || summary === null) throw new HubError('not_ready');
  return {
    source: blobSource(blobs, { hash, size }),
    summary: JSON.parse(summary) as DatasetSummary,
  };
}

function example(id: string, sample: DatasetSample): SamplesReply['items'][number] {
  const [kind, labels] = Object.entries(sample.annotations ?? {})[0] ?? [null, []];
  const { offset, compressedSize, size, method, crc32 } = sample.entry;
  const query = new URLSearchParams({
    entry: [offset, compressedSize, size, method, crc32].join('.'),
    file: sample.file,
  });
  return {
    file: sample.file,
    split: sample.split,
    width: sample.width ?? null,
    height: sample.height ?? null,
    url: `${fillPath(PATHS.app.datasetImage, { id })}?${query}`,
    kind,
    labels: kind === 'classification' ? [labels as number[]] : (labels as number[][]),
  };
}

/** Reads back where an entry lies. Whatever it says, only this archive can be read by it. */
function locatorOf(text: string): EntryLocator | undefined {
  const numbers = text.split('.').map(Number);
  const [offset, compressedSize, size, method, crc32] = numbers;
  if (numbers.length !== 5 || !numbers.every((n) => Number.isSafeInteger(n) && n >= 0)) return;
  if (method !== 0 && method !== 8) return;
  return { offset: offset!, compressedSize: compressedSize!, size: size!, method, crc32: crc32! };
}
