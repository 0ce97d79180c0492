import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { TestDatabase } from '../../../test-support/test-database.ts';
import { collectGarbage } from '../../blobs/collect-garbage.ts';
import { DiskBlobStore } from '../../blobs/disk/disk-blob-store.ts';
import { DownloadLinks } from '../../blobs/download-links.ts';
import { PathSigner } from '../../blobs/signed-path.ts';
import type { DatasetsTable } from '../../database/schema.ts';
import { acceptArchive } from '../accept-archive.ts';
import { detectFiles, entriesOf, type Files } from '../archive/test-support/datasets.ts';
import { writeZip } from '../archive/test-support/write-zip.ts';
import { createDataset } from '../datasets.ts';
import { type ExportContext, exportDataset } from './export-dataset.ts';

const DAY = 24 * 60 * 60 * 1000;

let test: TestDatabase;
let folder: string;
let blobs: DiskBlobStore;
let context: ExportContext;
before(async () => {
  test = await TestDatabase.open();
  folder = await mkdtemp(join(tmpdir(), 'trainyard-export-'));
  blobs = await DiskBlobStore.open(folder);
  const origin = { url: 'http://hub.example.org' };
  const signer = new PathSigner(Buffer.alloc(32, 1));
  const links = new DownloadLinks(origin, signer);
  context = { database: test.database, blobs, links, signer, origin };
});
after(async () => {
  await test[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function accept(dataset: DatasetsTable, files: Files): Promise<DatasetsTable> {
  async function* bytes() {
    yield writeZip(entriesOf(files));
  }
  const blob = await blobs.put(bytes(), { maxBytes: 1e9 });
  return acceptArchive({ database: test.database, blobs }, dataset, 'shapes.zip', blob);
}

describe('exporting a dataset', () => {
  it('is done once for all who ask at the same moment', async () => {
    const dataset = await accept(
      await createDataset(test.database, test.owner, { name: 'once' }),
      detectFiles,
    );
    const exports = await Promise.all(
      Array.from({ length: 5 }, () => exportDataset(context, dataset)),
    );
    assert.equal(new Set(exports.map(({ url }) => url)).size, 1);
    const rows = await test.database.db
      .selectFrom('dataset_exports')
      .selectAll()
      .where('dataset_id', '=', dataset.id)
      .execute();
    assert.equal(rows.length, 1);
  });

  it('keeps what its links lead to until they expire, and then no longer', async () => {
    const empty = await createDataset(test.database, test.owner, { name: 'kept' });
    const dataset = await accept(empty, { ...detectFiles, 'shapes/labels/train/a.txt': '' });
    await exportDataset(context, dataset);
    const archive = dataset.blob_hash!;
    const { blob_hash: manifest } = await test.database.db
      .selectFrom('dataset_exports')
      .select('blob_hash')
      .where('dataset_id', '=', dataset.id)
      .executeTakeFirstOrThrow();
    await accept(dataset, { ...detectFiles, 'shapes/labels/train/b.txt': '0 .5 .5 .1 .1' });
    const isThere = async () => [
      (await blobs.size(archive)) !== undefined,
      (await blobs.size(manifest)) !== undefined,
    ];
    await collectGarbage(test.database, blobs, Date.now() + DAY);
    assert.deepEqual(await isThere(), [true, true]);
    await collectGarbage(test.database, blobs, Date.now() + 3 * DAY);
    assert.deepEqual(await isThere(), [false, false]);
  });
});
