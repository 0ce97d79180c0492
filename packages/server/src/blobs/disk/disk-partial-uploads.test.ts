import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { partialUploadsConformance } from '../partial-uploads.conformance.ts';
import { DiskPartialUploads } from './disk-partial-uploads.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-partials-'));
});
after(() => rm(folder, { recursive: true }));

partialUploadsConformance('the data folder', () => DiskPartialUploads.open(folder));
