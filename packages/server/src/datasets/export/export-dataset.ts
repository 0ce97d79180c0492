import { fillPath, HubError, PATHS } from '@trainyard/protocol';
import type { BlobStore } from '../../blobs/blob-store.ts';
import type { DownloadLinks } from '../../blobs/download-links.ts';
import { recordBlob } from '../../blobs/record-blob.ts';
import type { PathSigner } from '../../blobs/signed-path.ts';
import type { Database } from '../../database/open-database.ts';
import type { DatasetExportsTable, DatasetsTable } from '../../database/schema.ts';
import type { Origin } from '../../origin.ts';
import { blobSource } from '../accept-archive.ts';
import type { DatasetSummary } from '../archive/dataset-summary.ts';
import type { EntryLocator } from '../archive/entry-locator.ts';
import { entryToSegment, IMAGE_PURPOSE } from './image-address.ts';
import { ndjsonLines } from './ndjson-lines.ts';

/** How long the image links of an export work at its making, in milliseconds; whole hours. */
const IMAGES_MS = 48 * 60 * 60 * 1000;

/** An export is handed out again while its image links work for so long, in milliseconds. */
const LEFT_MS = 24 * 60 * 60 * 1000;

const HOUR_MS = 60 * 60 * 1000;

/** What exporting works with. */
export interface ExportContext {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly links: DownloadLinks;
  readonly signer: PathSigner;
  readonly origin: Origin;
}

/** An export as it is handed out. */
export interface DatasetExport {
  /** Signed URL of the NDJSON file. */
  readonly url: string;
  /** In bytes. */
  readonly size: number;
  /** Whether it was there already. */
  readonly cached: boolean;
}

/** Exports being made: several trainers that start together wait for one. */
const underWay = new WeakMap<Database, Map<string, Promise<DatasetExportsTable>>>();

/**
 * A dataset as an NDJSON file, made at the first wish and kept as a blob, so that it is downloaded
 * like every other file.
 * @throws HubError not_ready while the dataset has no archive; storage_full
 */
export async function exportDataset(
  context: ExportContext,
  dataset: DatasetsTable,
): Promise<DatasetExport> {
  const { id, blob_hash: archive, summary } = dataset;
  if (archive === null || summary === null) {
    throw new HubError('not_ready', {
      message: 'This dataset has no images yet. Upload its archive first.',
    });
  }
  const known = await context.database.db
    .selectFrom('dataset_exports')
    .selectAll()
    .where('dataset_id', '=', id)
    .where('archive_hash', '=', archive)
    .where('origin', '=', context.origin.url)
    .where('expires_at', '>', Date.now() + LEFT_MS)
    .orderBy('expires_at', 'desc')
    .executeTakeFirst();
  const made = known ?? (await once(context, `${id}/${archive}`, () => make(context, dataset)));
  return {
    url: context.links.datasetExport(id, made.blob_hash, dataset.slug, archive),
    size: made.size,
    cached: known !== undefined,
  };
}

function once(
  { database }: ExportContext,
  key: string,
  work: () => Promise<DatasetExportsTable>,
): Promise<DatasetExportsTable> {
  const running = underWay.get(database) ?? new Map<string, Promise<DatasetExportsTable>>();
  underWay.set(database, running);
  const there = running.get(key);
  if (there) return there;
  const mine = work().finally(() => running.delete(key));
  running.set(key, mine);
  return mine;
}

async function make(context: ExportContext, dataset: DatasetsTable): Promise<DatasetExportsTable> {
  const { database, blobs } = context;
  const archive = dataset.blob_hash!;
  const size = await blobs.size(archive);
  if (size === undefined) throw new HubError('not_found');
  const expiresAt = Math.ceil((Date.now() + IMAGES_MS) / HOUR_MS) * HOUR_MS;
  const summary = JSON.parse(dataset.summary!) as DatasetSummary;
  const urlOf = (entry: EntryLocator, fileName: string) =>
    imageUrl(context, archive, entry, fileName, expiresAt);
  const lines = ndjsonLines(blobSource(blobs, { hash: archive, size }), summary, urlOf);
  const blob = await blobs.put(lines, { maxBytes: Number.MAX_SAFE_INTEGER });
  const row: DatasetExportsTable = {
    dataset_id: dataset.id,
    archive_hash: archive,
    blob_hash: blob.hash,
    size: blob.size,
    origin: context.origin.url,
    expires_at: expiresAt,
  };
  await database.db.transaction().execute(async (trx) => {
    await recordBlob(trx, blob);
    await trx
      .insertInto('dataset_exports')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['dataset_id', 'blob_hash']).doUpdateSet({ expires_at: expiresAt }),
      )
      .execute();
  });
  return row;
}

/** A link to one image of an archive. Only its query changes with time. */
function imageUrl(
  { origin, signer }: ExportContext,
  archive: string,
  entry: EntryLocator,
  fileName: string,
  expiresAt: number,
): string {
  const path = fillPath(PATHS.datasetImage, { archive, entry: entryToSegment(entry), fileName });
  return `${origin.url}${path}?grant=${signer.grant(IMAGE_PURPOSE, path, expiresAt)}`;
}
