import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { blobStoreConformance } from '../blob-store.conformance.ts';
import { DiskBlobStore } from './disk-blob-store.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-blobs-'));
});
after(() => rm(folder, { recursive: true }));

blobStoreConformance('the data folder', () => DiskBlobStore.open(folder));
