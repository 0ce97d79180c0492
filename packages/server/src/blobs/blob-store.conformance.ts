import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { before, describe, it } from 'node:test';
import { HubError } from '@trainyard/protocol';
import { pieces } from '../../test-support/pieces.ts';
import { type BlobStore, TAIL_BYTES } from './blob-store.ts';

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const hasCode = (code: string) => (error: unknown) =>
  error instanceof HubError && error.code === code;

/** What every blob store does alike. @param open opens a store that is empty at first. */
export function blobStoreConformance(name: string, open: () => Promise<BlobStore>): void {
  describe(`blobs in ${name}`, () => {
    let store: BlobStore;
    const put = (content: Buffer, maxBytes = 1e9) => store.put(pieces(content), { maxBytes });
    before(async () => {
      store = await open();
    });

    it('are found by their content, whole and in ranges', async () => {
      const content = randomBytes(3_000_000);
      const blob = await put(content);
      assert.deepEqual([blob.hash, blob.size], [sha256(content), content.length]);
      assert.equal(await store.size(blob.hash), content.length);
      assert.ok((await buffer(await store.open(blob.hash))).equals(content));
      const part = await buffer(await store.open(blob.hash, { start: 10, end: 1_000_010 }));
      assert.ok(part.equals(content.subarray(10, 1_000_010)));
    });

    it('come with their first and last bytes', async () => {
      const content = randomBytes(200_000);
      const { head, tail } = await put(content);
      assert.ok(head.equals(content.subarray(0, 64)));
      assert.ok(tail.equals(content.subarray(-TAIL_BYTES)));
      const small = await put(Buffer.from('ab'));
      assert.deepEqual([small.head.toString(), small.tail.toString()], ['ab', 'ab']);
    });

    it('may be empty', async () => {
      const blob = await put(Buffer.alloc(0));
      assert.deepEqual([blob.size, blob.hash], [0, sha256(Buffer.alloc(0))]);
    });

    it('are stored once however often, even at the same moment', async () => {
      const content = randomBytes(500_000);
      const blobs = await Promise.all(Array.from({ length: 8 }, () => put(content)));
      assert.deepEqual(new Set(blobs.map((blob) => blob.hash)), new Set([sha256(content)]));
      assert.ok((await buffer(await store.open(blobs[0]!.hash))).equals(content));
    });

    it('are not there when their source breaks off', async () => {
      const content = randomBytes(100_000);
      async function* broken() {
        yield content;
        throw new Error('cut');
      }
      await assert.rejects(store.put(broken(), { maxBytes: 1e9 }), /cut/);
      assert.equal(await store.size(sha256(content)), undefined);
    });

    it('are refused beyond the limit, and nothing of them is kept', async () => {
      const content = randomBytes(100_001);
      await assert.rejects(put(content, 100_000), hasCode('upload_too_large'));
      assert.equal(await store.size(sha256(content)), undefined);
    });

    it('are given up when asked to', async () => {
      const content = randomBytes(100_000);
      const signal = AbortSignal.abort(new Error('enough'));
      const aborted = store.put(pieces(content), { maxBytes: 1e9, signal });
      await assert.rejects(aborted, /enough/);
      assert.equal(await store.size(sha256(content)), undefined);
    });

    it('are removed, unless they were put again meanwhile', async () => {
      const content = randomBytes(1000);
      const before = Date.now() - 60_000;
      const { hash } = await put(content);
      await store.remove(hash, before);
      assert.equal(await store.size(hash), 1000);
      await store.remove(hash, Date.now() + 60_000);
      assert.equal(await store.size(hash), undefined);
      await store.remove(hash, Date.now());
      await assert.rejects(store.open(hash), hasCode('not_found'));
    });

    it('are listed, each with its size and when it was stored', async () => {
      const content = randomBytes(1234);
      const { hash } = await put(content);
      const listed = await Array.fromAsync(store.list());
      const found = listed.filter((one) => one.hash === hash);
      assert.deepEqual([found.length, found[0]?.size], [1, 1234]);
      assert.ok(Math.abs(found[0]!.storedAt - Date.now()) < 60_000);
    });

    it('cannot be reached by anything but a hash', async () => {
      for (const hash of ['', '../../etc/passwd', 'A'.repeat(64), 'a'.repeat(63)]) {
        await assert.rejects(store.open(hash), hasCode('not_found'));
      }
    });

    it('answer a ping', () => store.ping());
  });
}
