import { Readable } from 'node:stream';
import { HubError } from '@trainyard/protocol';
import type { BlobStore, StoredBlob } from '../blobs/blob-store.ts';
import { recordBlob } from '../blobs/record-blob.ts';
import type { Database } from '../database/open-database.ts';
import type { DatasetsTable } from '../database/schema.ts';
import type { ArchiveSource } from './archive/archive-source.ts';
import { checkDatasetArchive } from './archive/check-dataset-archive.ts';

/**
 * Checks an uploaded archive and makes it the dataset's. A refused one changes nothing: the
 * dataset keeps the archive that it had.
 * @throws DatasetRefused with the file at fault and the reason; HubError empty_upload
 */
export async function acceptArchive(
  { database, blobs }: { database: Database; blobs: BlobStore },
  dataset: DatasetsTable,
  uploadedName: string,
  blob: StoredBlob,
): Promise<DatasetsTable> {
  if (blob.size === 0) throw new HubError('empty_upload');
  const fileName = archiveName(uploadedName);
  const summary = await checkDatasetArchive(blobSource(blobs, blob), {
    archiveName: fileName,
    ...(dataset.task && { task: dataset.task }),
  });
  return database.db.transaction().execute(async (trx) => {
    await recordBlob(trx, blob);
    return trx
      .updateTable('datasets')
      .set({
        blob_hash: blob.hash,
        file_name: fileName,
        size: blob.size,
        task: summary.task,
        summary: JSON.stringify(summary),
        updated_at: Date.now(),
      })
      .where('id', '=', dataset.id)
      .returningAll()
      .executeTakeFirstOrThrow(() => new HubError('not_found'));
  });
}

/** An archive in the blob store, read in place. */
export function blobSource(
  blobs: BlobStore,
  { hash, size }: { hash: string; size: number },
): ArchiveSource {
  return {
    size,
    read: (start, end) =>
      Readable.from(
        (async function* () {
          yield* await blobs.open(hash, { start, end });
        })(),
        { objectMode: false },
      ),
  };
}

/**
 * The name that the archive is handed out by: of the uploaded one, what is safe in a URL and in
 * every file system. Clients unpack by its ending, and only a zip is accepted.
 */
function archiveName(uploaded: string): string {
  const base = uploaded.split(/[\\/]/).at(-1) ?? '';
  const stem = base.replace(/\.zip$/i, '').replace(/[^A-Za-z0-9_-]+/g, '-');
  return `${stem.replace(/^-+|-+$/g, '').slice(0, 100) || 'dataset'}.zip`;
}
