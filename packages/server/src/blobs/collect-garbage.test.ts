import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { TestDatabase } from '../../test-support/test-database.ts';
import { TestHub } from '../../test-support/test-hub.ts';
import { openDatabase } from '../database/open-database.ts';
import { collectGarbage } from './collect-garbage.ts';
import { DiskBlobStore } from './disk/disk-blob-store.ts';
import { holdGarbage } from './hold-garbage.ts';

const HOUR = 60 * 60 * 1000;
const ANY = { maxBytes: 1000 };
const stream = (text: string) => Readable.from([Buffer.from(text)]);

describe('garbage', () => {
  let folder: string;
  let blobs: DiskBlobStore;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-garbage-'));
    blobs = await DiskBlobStore.open(folder);
  });
  after(() => rm(folder, { recursive: true }));

  it('stays while somebody holds it, and goes afterwards', async () => {
    await using kit = await TestDatabase.open();
    const { hash, size } = await blobs.put(stream('unused'), ANY);
    await kit.database.db
      .insertInto('blobs')
      .values({ hash, size, created_at: Date.now() })
      .execute();
    const soon = Date.now() + 2 * HOUR;
    {
      await using _ = await holdGarbage(kit.database);
      // As a backup sees it that was begun a moment ago: the hold has not run out.
      await kit.database.db
        .updateTable('garbage_holds')
        .set({ until: soon + 1 })
        .execute();
      assert.equal((await collectGarbage(kit.database, blobs, soon)).removed, 0);
      assert.equal(await blobs.size(hash), size);
    }
    assert.equal((await collectGarbage(kit.database, blobs, soon)).removed, 1);
    assert.equal(await blobs.size(hash), undefined);
  });

  it('is collected also when whoever held it has died', async () => {
    await using kit = await TestDatabase.open();
    const { hash, size } = await blobs.put(stream('held by the dead'), ANY);
    await kit.database.db
      .insertInto('blobs')
      .values({ hash, size, created_at: Date.now() })
      .execute();
    await kit.database.db
      .insertInto('garbage_holds')
      .values({ id: 'gone', until: Date.now() - 1 })
      .execute();
    const { removed } = await collectGarbage(kit.database, blobs, Date.now() + 2 * HOUR);
    assert.equal(removed, 1);
  });
});

/** A hub on its own disk and SQLite, so that its stores can be opened beside it. */
const embedded = () => TestHub.start({ databaseUrl: undefined, blobsUrl: undefined });

describe('an upload under way', () => {
  it('keeps the content that it brings, over several collections', async () => {
    await using hub = await embedded();
    const database = await openDatabase({ engine: 'sqlite', file: join(hub.data, 'trainyard.db') });
    const blobs = await DiskBlobStore.open(hub.data);
    const content = 'weights that were here before';
    // The same content is garbage already, and old enough to go.
    const { hash, size } = await blobs.put(stream(content), ANY);
    const longAgo = Date.now() - 5 * HOUR;
    await database.db.insertInto('blobs').values({ hash, size, created_at: longAgo }).execute();

    const id = await hub.model();
    const edge = 'edge';
    const upload = request(`${hub.url}/v1/models/${id}/upload`, {
      method: 'POST',
      headers: { 'x-api-key': hub.key, 'content-type': `multipart/form-data; boundary=${edge}` },
    });
    const answered = once(upload, 'response');
    const part = (name: string) => `--${edge}\r\nContent-Disposition: form-data; name="${name}"`;
    upload.write(`${part('last.pt')}; filename="last.pt"\r\n\r\n${content}\r\n`);
    // From here on the hub has the whole file, and not yet the form that says what it is.
    upload.write(`${part('epoch')}\r\n\r\n`);
    for (let round = 0; round < 3; round++) await collectGarbage(database, blobs);
    upload.end(`0\r\n--${edge}--\r\n`);
    const [response] = await answered;
    assert.equal(response.statusCode, 200);
    response.resume();
    for (let round = 0; round < 3; round++) await collectGarbage(database, blobs);
    const model = await hub.request('GET', `/v1/models/${id}`);
    assert.equal((await hub.request('GET', model.body.data.resume, { key: null })).body, content);
    await database.close();
  });

  it('in pieces goes on after several collections', async () => {
    await using hub = await embedded();
    const database = await openDatabase({ engine: 'sqlite', file: join(hub.data, 'trainyard.db') });
    const blobs = await DiskBlobStore.open(hub.data);
    const id = await hub.model();
    const content = 'weights in two pieces';
    const metadata = {
      modelId: id,
      sessionId: 'session-1',
      kind: 'last',
      epoch: '0',
      sha256: createHash('sha256').update(content).digest('hex'),
      filename: 'last.pt',
    };
    const tus = { 'tus-resumable': '1.0.0', 'x-api-key': hub.key };
    const begun = await fetch(`${hub.url}/app/v1/uploads`, {
      method: 'POST',
      headers: {
        ...tus,
        'upload-length': String(content.length),
        'upload-metadata': Object.entries(metadata)
          .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
          .join(','),
      },
    });
    assert.equal(begun.status, 201);
    const url = hub.url + begun.headers.get('location');
    const send = (offset: number, body: string) =>
      fetch(url, {
        method: 'PATCH',
        headers: {
          ...tus,
          'content-type': 'application/offset+octet-stream',
          'upload-offset': String(offset),
        },
        body,
      });
    assert.equal((await send(0, content.slice(0, 10))).status, 204);
    for (let round = 0; round < 3; round++) {
      await collectGarbage(database, blobs, Date.now() + 2 * HOUR);
      await blobs.cleanUp();
    }
    assert.equal((await send(10, content.slice(10))).status, 204);
    await collectGarbage(database, blobs, Date.now() + 2 * HOUR);
    const model = await hub.request('GET', `/v1/models/${id}`);
    assert.equal((await hub.request('GET', model.body.data.resume, { key: null })).body, content);
    await database.close();
  });
});
