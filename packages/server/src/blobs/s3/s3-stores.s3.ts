import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { HubError } from '@trainyard/protocol';
import { S3Server } from '../../../test-support/s3-server.ts';
import { TestDatabase } from '../../../test-support/test-database.ts';
import { BlobClaims } from '../blob-claims.ts';
import { blobStoreConformance } from '../blob-store.conformance.ts';
import { partialUploadsConformance } from '../partial-uploads.conformance.ts';
import type { StorageStartCode } from '../storage-start-error.ts';
import { Bucket } from './bucket.ts';
import { openS3Storage } from './open-s3-storage.ts';
import { PartBuffers } from './part-buffers.ts';
import { S3BlobStore } from './s3-blob-store.ts';
import { parseS3Location } from './s3-location.ts';

let server: S3Server;
let test: TestDatabase;
before(async () => {
  [server, test] = await Promise.all([S3Server.start(), TestDatabase.open()]);
});
after(async () => {
  await test[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const storage = (url = server.url()) => openS3Storage(parseS3Location(url), test.database);
const hasCode = (code: string) => (error: unknown) =>
  error instanceof HubError && error.code === code;
async function* once(content: Buffer) {
  yield content;
}

blobStoreConformance('a bucket', async () => (await storage()).blobs);

let again: string | undefined;
partialUploadsConformance('a bucket', async () => {
  again ??= server.url();
  return storage(again);
});

describe('blobs of several parts in a bucket', () => {
  /** Small parts, so that copies of many are tried without many gigabytes. */
  const open = () => {
    const bucket = new Bucket(parseS3Location(server.url()));
    const parts = { claims: new BlobClaims(test.database), buffers: new PartBuffers() };
    return { bucket, store: new S3BlobStore({ bucket, ...parts, copyPartBytes: 6_000_000 }) };
  };
  const keys = async (bucket: Bucket) => (await Array.fromAsync(bucket.list(''))).map((o) => o.key);
  const unfinished = async (bucket: Bucket) =>
    (await Array.fromAsync(bucket.unfinished(''))).length;

  it('are copied to their key in parts, and leave nothing else', async () => {
    const { bucket, store } = open();
    const content = randomBytes(17_000_000);
    const { hash } = await store.put(once(content), { maxBytes: 1e9 });
    assert.equal(hash, sha256(content));
    assert.ok((await buffer(await store.open(hash))).equals(content));
    assert.deepEqual(await keys(bucket), [`blobs/${hash.slice(0, 2)}/${hash}`]);
    assert.equal(await unfinished(bucket), 0);
  });

  it('go straight to their key when their hash was announced, and only if it is right', async () => {
    const { bucket, store } = open();
    const content = randomBytes(11_000_000);
    const hash = sha256(content);
    const wrong = store.put(once(content), { maxBytes: 1e9, hash: sha256(Buffer.from('x')) });
    await assert.rejects(wrong, hasCode('checksum_mismatch'));
    assert.deepEqual(await keys(bucket), []);
    await store.put(once(content), { maxBytes: 1e9, hash });
    await store.put(once(content), { maxBytes: 1e9 });
    assert.deepEqual(await keys(bucket), [`blobs/${hash.slice(0, 2)}/${hash}`]);
    assert.equal(await unfinished(bucket), 0);
  });

  it('leave nothing when their source breaks off', async () => {
    const { bucket, store } = open();
    async function* broken() {
      yield randomBytes(12_000_000);
      throw new Error('cut');
    }
    await assert.rejects(store.put(broken(), { maxBytes: 1e9 }), /cut/);
    assert.deepEqual([await keys(bucket), await unfinished(bucket)], [[], 0]);
  });
});

describe('a bucket that two hubs share', () => {
  it('keeps what one stores again while the other removes it as garbage', async () => {
    const url = server.url();
    const [one, other] = [(await storage(url)).blobs, (await storage(url)).blobs];
    for (let round = 0; round < 30; round++) {
      const content = randomBytes(1000);
      const { hash } = await one.put(once(content), { maxBytes: 1e9 });
      // As if it had been stored long ago.
      await test.database.db
        .updateTable('blob_claims')
        .set({ claimed_at: 0 })
        .where('hash', '=', hash)
        .execute();
      const notAfter = Date.now() - 1;
      const removals = [0, 1, 2].map(() => other.remove(hash, notAfter));
      await one.put(once(content), { maxBytes: 1e9, hash });
      await Promise.all(removals);
      assert.equal(await one.size(hash), 1000);
    }
  });
});

describe('a bucket on which many hubs start at the same moment', () => {
  it('lets all of them start', async () => {
    const url = server.url();
    const start = async () => {
      for (let times = 0; times < 50; times++) (await storage(url)).close();
    };
    await Promise.all([start(), start(), start()]);
  });
});

describe('an S3 server that is away', () => {
  it('is told from a full one, a stranger and a missing object, and comes back', async () => {
    await using own = await S3Server.start();
    const { blobs, partials } = await storage(own.url());
    const content = randomBytes(6_000_000);
    await partials.create('x');
    await partials.append('x', 0, once(content));
    const { hash } = await blobs.put(once(content), { maxBytes: 1e9 });
    await own.stop();
    await assert.rejects(blobs.ping());
    const away = hasCode('storage_unavailable');
    await assert.rejects(blobs.size(hash), away);
    await assert.rejects(blobs.put(once(randomBytes(10)), { maxBytes: 1e9 }), away);
    await assert.rejects(partials.append('x', content.length, once(content)), away);
    await own.resume();
    await blobs.ping();
    assert.ok((await buffer(await blobs.open(hash))).equals(content));
    assert.equal(await partials.size('x'), content.length);
  });
});

describe('a hub does not start', () => {
  const refuses = (code: StorageStartCode, url: () => string) => async () => {
    const error = await storage(url()).catch((thrown: unknown) => thrown);
    assert.equal((error as { code?: string }).code, code, String(error));
    assert.doesNotMatch(String(error), new RegExp(process.env['AWS_SECRET_ACCESS_KEY']!));
  };

  it(
    'on a bucket that is not there',
    refuses('storage_bucket_missing', () => server.url().replace('trainyard-test', 'no-such')),
  );

  it(
    'where nothing answers',
    refuses('storage_unreachable', () => 's3://some-bucket?endpoint=http://127.0.0.1:1'),
  );

  it('with a wrong key', async () => {
    const right = process.env['AWS_SECRET_ACCESS_KEY'];
    process.env['AWS_SECRET_ACCESS_KEY'] = 'a-wrong-secret';
    try {
      await refuses('storage_access_denied', () => server.url())();
    } finally {
      process.env['AWS_SECRET_ACCESS_KEY'] = right;
    }
  });
});
