import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import type { HubError } from '@trainyard/protocol';
import { partialUploadsConformance } from '../partial-uploads.conformance.ts';
import { DiskBlobStore } from './disk-blob-store.ts';
import { DiskPartialUploads } from './disk-partial-uploads.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-partials-'));
});
after(() => rm(folder, { recursive: true }));

partialUploadsConformance('the data folder', async () => {
  const blobs = await DiskBlobStore.open(folder);
  return { blobs, partials: await DiskPartialUploads.open(folder, blobs) };
});

describe('an upload on the disk', () => {
  it('takes nothing more once it is a blob, not even from a request that was let in before', async () => {
    const blobs = await DiskBlobStore.open(folder);
    const partials = await DiskPartialUploads.open(folder, blobs);
    const content = randomBytes(1_000_000);
    await partials.create('sealed');
    await partials.append('sealed', 0, once(content));
    const { hash } = await partials.store('sealed', { maxBytes: 1e9 });
    const late = partials.append('sealed', 0, once(randomBytes(1_000_000)));
    await assert.rejects(late, (error: HubError) => error.code === 'state_conflict');
    assert.ok((await buffer(await blobs.open(hash))).equals(content));
  });

  it('is not written a second time to become a blob', async () => {
    const blobs = await DiskBlobStore.open(folder);
    const partials = await DiskPartialUploads.open(folder, blobs);
    await partials.create('linked');
    await partials.append('linked', 0, once(randomBytes(1_000_000)));
    const { hash } = await partials.store('linked', { maxBytes: 1e9 });
    const [upload, blob] = await Promise.all(
      [join('uploads', 'partial', 'linked'), join('blobs', hash.slice(0, 2), hash)].map((path) =>
        stat(join(folder, path)),
      ),
    );
    assert.equal(upload?.ino, blob?.ino);
  });
});

async function* once(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}
