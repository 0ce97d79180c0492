import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { before, describe, it } from 'node:test';
import { HubError } from '@trainyard/protocol';
import { pieces } from '../../test-support/pieces.ts';
import { type BlobStore, HEAD_BYTES, TAIL_BYTES } from './blob-store.ts';
import type { PartialUploads } from './partial-uploads.ts';

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

/** What every store of partial uploads does alike. @param open opens it again, with the same content. */
export function partialUploadsConformance(
  name: string,
  open: () => Promise<{ partials: PartialUploads; blobs: BlobStore }>,
): void {
  describe(`partial uploads in ${name}`, () => {
    let partials: PartialUploads;
    let blobs: BlobStore;
    let made = 0;
    const begin = async () => {
      const id = `upload${made++}`;
      await partials.create(id);
      return id;
    };
    const assertStored = async (id: string, content: Buffer) => {
      const hash = sha256(content);
      const stored = await partials.store(id, { maxBytes: 1e9, hash });
      assert.deepEqual([stored.hash, stored.size], [hash, content.length]);
      assert.ok(stored.head.equals(content.subarray(0, HEAD_BYTES)));
      assert.ok(stored.tail.equals(content.subarray(-TAIL_BYTES)));
      await partials.remove(id);
      assert.ok((await buffer(await blobs.open(hash))).equals(content));
    };
    before(async () => {
      ({ partials, blobs } = await open());
    });

    it('grow over several appends, also after the store was opened again', async () => {
      const id = await begin();
      const content = randomBytes(13_000_000);
      assert.equal(await partials.size(id), 0);
      const first = await partials.append(id, 0, pieces(content.subarray(0, 6_000_001)));
      assert.deepEqual(first, { size: 6_000_001, error: undefined });
      const again = (await open()).partials;
      assert.equal(await again.size(id), 6_000_001);
      await again.append(id, 6_000_001, pieces(content.subarray(6_000_001, 6_000_010)));
      const last = await again.append(id, 6_000_010, pieces(content.subarray(6_000_010)));
      assert.equal(last.size, content.length);
      assert.equal(await partials.size(id), content.length);
      assert.ok((await buffer(partials.read(id))).equals(content));
    });

    it('keep what came before their source broke off', async () => {
      const id = await begin();
      const content = randomBytes(200_000);
      async function* broken() {
        yield content;
        throw new Error('cut');
      }
      const { size, error } = await partials.append(id, 0, broken());
      assert.equal((error as Error).message, 'cut');
      assert.equal(size, content.length);
      assert.equal(await partials.size(id), size);
      assert.ok((await buffer(partials.read(id))).equals(content));
    });

    it('are not harmed by the same bytes appended twice at the same moment', async () => {
      const id = await begin();
      const content = randomBytes(6_000_000);
      await partials.append(id, 0, pieces(content.subarray(0, 1000)));
      const appends = [5_500_000, 900_000, content.length].map((end) =>
        partials.append(id, 1000, pieces(content.subarray(1000, end))),
      );
      await Promise.all(appends);
      assert.equal(await partials.size(id), content.length);
      assert.ok((await buffer(partials.read(id))).equals(content));
    });

    it('become blobs, whether or not they came in one go', async () => {
      for (const cuts of [[], [1], [300_000], [700_000], [4_000_000, 4_000_001]]) {
        const id = await begin();
        const content = randomBytes(5_000_000);
        let at = 0;
        for (const end of [...cuts, content.length]) {
          await partials.append(id, at, pieces(content.subarray(at, end)));
          at = end;
        }
        await assertStored(id, content);
      }
    });

    it('become blobs also after the store was opened again, and when that is asked for twice', async () => {
      const id = await begin();
      const content = randomBytes(1_000_000);
      await partials.append(id, 0, pieces(content.subarray(0, 600_000)));
      ({ partials, blobs } = await open());
      await partials.append(id, 600_000, pieces(content.subarray(600_000)));
      await partials.store(id, { maxBytes: 1e9 });
      ({ partials, blobs } = await open());
      await assertStored(id, content);
    });

    it('become blobs of what they hold when others wrote into them at the same moment', async () => {
      const id = await begin();
      const content = randomBytes(2_000_000);
      await Promise.all(
        [1_400_000, content.length].map((end) =>
          partials.append(id, 0, pieces(content.subarray(0, end))),
        ),
      );
      await assertStored(id, content);
    });

    it('whose content is a blob already become that one', async () => {
      const content = randomBytes(1_000_000);
      await blobs.put(pieces(content), { maxBytes: 1e9 });
      const id = await begin();
      await partials.append(id, 0, pieces(content));
      await assertStored(id, content);
    });

    it('become no blob with another hash than was announced, or when they are too large', async () => {
      const id = await begin();
      const content = randomBytes(1_000_000);
      await partials.append(id, 0, pieces(content));
      const hash = sha256(randomBytes(1));
      const is = (code: string) => (error: unknown) =>
        error instanceof HubError && error.code === code;
      await assert.rejects(partials.store(id, { maxBytes: 1e9, hash }), is('checksum_mismatch'));
      await assert.rejects(partials.store(id, { maxBytes: 999_999 }), is('upload_too_large'));
      assert.equal(await blobs.size(sha256(content)), undefined);
    });

    it('may be empty', async () => {
      const id = await begin();
      const { size } = await partials.append(id, 0, pieces(Buffer.alloc(0)));
      assert.deepEqual([size, await partials.size(id)], [0, 0]);
      assert.equal((await buffer(partials.read(id))).length, 0);
    });

    it('are gone once removed, each alone', async () => {
      const [kept, removed] = [await begin(), await begin()];
      await partials.append(removed, 0, pieces(randomBytes(100_000)));
      await partials.remove(removed);
      await partials.remove(removed);
      assert.deepEqual([await partials.size(removed), await partials.size(kept)], [undefined, 0]);
    });

    it('are told apart by when they grew last', async () => {
      const id = await begin();
      assert.ok(!(await partials.idle(Date.now() - 60_000)).includes(id));
      assert.ok((await partials.idle(Date.now() + 60_000)).includes(id));
    });

    it('cannot be reached by anything but an id', async () => {
      for (const id of ['', '../x', 'a/b', 'a.b']) {
        const refused = (error: unknown) => error instanceof HubError && error.code === 'not_found';
        await assert.rejects(async () => partials.size(id), refused);
      }
    });
  });
}
