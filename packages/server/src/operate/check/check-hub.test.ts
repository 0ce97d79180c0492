import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { embeddedHub, fillHub } from '../../../test-support/filled-hub.ts';
import type { TestHub } from '../../../test-support/test-hub.ts';
import { collectGarbage } from '../../blobs/collect-garbage.ts';
import { DiskBlobStore } from '../../blobs/disk/disk-blob-store.ts';
import { type Database, openDatabase } from '../../database/open-database.ts';
import { extendRollups } from '../../training/rollups/build-rollups.ts';
import { backupHub } from '../backup-hub.ts';
import { type Place, parsePlace } from '../place.ts';
import { checkHub } from './check-hub.ts';

const quiet = () => {};
const LONG_AGO = new Date(Date.now() - 24 * 60 * 60 * 1000);

describe('a check', () => {
  let hub: TestHub;
  let place: Place;
  let database: Database;
  let backup: string;
  before(async () => {
    hub = await embeddedHub();
    await fillHub(hub);
    place = parsePlace([hub.data]);
    backup = await mkdtemp(join(tmpdir(), 'trainyard-check-'));
    await backupHub(place, backup, quiet);
    database = await openDatabase({ engine: 'sqlite', file: join(hub.data, 'trainyard.db') });
    await database.db.updateTable('models').set({ last_heard_at: 1000 }).execute();
  });
  after(async () => {
    await database.close();
    await hub[Symbol.asyncDispose]();
    await rm(backup, { recursive: true, force: true });
  });

  const countsOf = async (options: Parameters<typeof checkHub>[1]) => {
    const { findings } = await checkHub(place, options, quiet);
    return { ...findings.counts, left: findings.left };
  };
  const blobFile = async (index: number) => {
    const rows = await database.db.selectFrom('blobs').selectAll().orderBy('hash').execute();
    const { hash } = rows[index]!;
    return { hash, file: join(hub.data, 'blobs', hash.slice(0, 2), hash) };
  };

  it('finds nothing in a hub that is well', async () => {
    assert.deepEqual(await countsOf({ hashes: true }), { left: 0 });
  });

  it('finds files that are missing or damaged, and takes them from a backup', async () => {
    const [missing, short, other] = [await blobFile(0), await blobFile(1), await blobFile(2)];
    const { size } = await database.db
      .selectFrom('blobs')
      .select('size')
      .where('hash', '=', other.hash)
      .executeTakeFirstOrThrow();
    await rm(missing.file);
    await writeFile(short.file, 'x');
    await writeFile(other.file, 'y'.repeat(size));
    const unread = { blob_missing: { found: 1, fixed: 0 }, blob_size: { found: 1, fixed: 0 } };
    assert.deepEqual(await countsOf({}), { ...unread, left: 2 });
    const all = { ...unread, blob_content: { found: 1, fixed: 0 } };
    assert.deepEqual(await countsOf({ hashes: true, fix: true }), { ...all, left: 3 });
    assert.equal((await countsOf({ hashes: true, fix: true, backup })).left, 0);
    assert.deepEqual(await countsOf({ hashes: true }), { left: 0 });
  });

  it('finds files that nobody knows, and leaves them to the garbage, but not young ones', async () => {
    const names = { old: 'a'.repeat(64), young: 'b'.repeat(64) };
    for (const [age, hash] of Object.entries(names)) {
      await mkdir(join(hub.data, 'blobs', hash.slice(0, 2)), { recursive: true });
      const file = join(hub.data, 'blobs', hash.slice(0, 2), hash);
      await writeFile(file, 'nobody’s');
      if (age === 'old') await utimes(file, LONG_AGO, LONG_AGO);
    }
    assert.deepEqual(await countsOf({}), { blob_unknown: { found: 1, fixed: 0 }, left: 1 });
    assert.equal((await countsOf({ fix: true })).left, 0);
    const blobs = await DiskBlobStore.open(hub.data);
    await collectGarbage(database, blobs);
    assert.equal(await blobs.size(names.old), undefined);
    assert.ok(await blobs.size(names.young));
    assert.deepEqual(await countsOf({}), { left: 0 });
  });

  it('finds uploads whose bytes are gone', async () => {
    const { id } = await database.db.selectFrom('models').select('id').executeTakeFirstOrThrow();
    const upload = { model_id: id, size: 1, metadata: '{}', finished_at: null };
    const young = { ...upload, id: 'young', created_at: Date.now() };
    await database.db
      .insertInto('resumable_uploads')
      .values([{ ...upload, id: 'old', created_at: 1000 }, young])
      .execute();
    assert.deepEqual(await countsOf({ fix: true }), {
      upload_lost: { found: 1, fixed: 1 },
      left: 0,
    });
    const left = await database.db.selectFrom('resumable_uploads').select('id').execute();
    assert.deepEqual(left, [{ id: 'young' }]);
  });

  it('finds figures and rollups that are not what the points say', async () => {
    const id = await hub.model();
    for (let from = 0; from < 20_000; from += 5000) {
      const metrics = Object.fromEntries(
        Array.from({ length: 5000 }, (_, index) => [from + index, { loss: index }]),
      );
      await hub.request('POST', `/v1/models/${id}`, { body: { type: 'metrics', metrics } });
    }
    // Its end waits for the figures.
    await hub.restart();
    const series = await database.db
      .selectFrom('series')
      .select('id')
      .where('model_id', '=', id)
      .executeTakeFirstOrThrow();
    while (await extendRollups(database, id, series.id));
    await database.db.updateTable('models').set({ last_heard_at: 1000 }).execute();
    const rolled = await database.db.selectFrom('rollups').select('block').execute();
    assert.ok(rolled.length > 0);
    assert.deepEqual(await countsOf({}), { left: 0 });
    await sql`update rollups set high = high + 1 where block = 3`.execute(database.db);
    await sql`update model_figures set best = -5 where model_id = ${id}`.execute(database.db);
    const wrong = { rollups: { found: 1, fixed: 0 }, figures: { found: 1, fixed: 0 } };
    assert.deepEqual(await countsOf({}), { ...wrong, left: 2 });
    assert.equal((await countsOf({ fix: true })).left, 0);
    assert.deepEqual(await countsOf({}), { left: 0 });
  });
});
