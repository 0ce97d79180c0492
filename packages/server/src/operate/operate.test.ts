import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { answersOf, embeddedHub, type Filled, fillHub } from '../../test-support/filled-hub.ts';
import { freshDatabase, testServer } from '../../test-support/postgres/fresh-database.ts';
import { TestHub } from '../../test-support/test-hub.ts';
import { openDatabase } from '../database/open-database.ts';
import { backupHub } from './backup-hub.ts';
import { moveHub } from './move-hub.ts';
import { type Place, parsePlace } from './place.ts';
import { restoreHub } from './restore-hub.ts';

const quiet = () => {};

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-operate-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** Starts a hub on a place; its owner's key is in the data. */
async function hubOn(place: Place): Promise<TestHub> {
  return TestHub.start({
    ...(place.folder !== undefined && { data: place.folder }),
    apiKey: undefined,
    databaseUrl: place.database.engine === 'postgres' ? place.database.url : undefined,
    blobsUrl: place.blobs.kind === 's3' ? process.env['TRAINYARD_TEST_BLOBS_URL'] : undefined,
  });
}

describe('a backup', () => {
  let hub: TestHub;
  let filled: Filled;
  before(async () => {
    hub = await embeddedHub();
    filled = await fillHub(hub);
  });
  after(() => hub[Symbol.asyncDispose]());

  it('made while the hub serves is restored to a hub that answers alike', async () => {
    const place = parsePlace([hub.data]);
    const backup = join(folder, 'backup');
    const first = await backupHub(place, backup, quiet);
    assert.ok(first.blobs.copied > 0);
    const id = filled.models[0];
    await hub.request('POST', `/v1/models/${id}`, {
      body: { type: 'metrics', metrics: { 40: { loss: 0 } } },
    });
    const again = await backupHub(place, backup, quiet);
    assert.deepEqual([again.blobs.copied, again.blobs.count], [0, first.blobs.count]);
    const databases = (await readdir(backup)).filter((name) => name.endsWith('.db'));
    assert.deepEqual(databases, [again.manifest.database.file]);

    const to = parsePlace([join(folder, 'restored')]);
    const restored = await restoreHub(backup, to, quiet);
    assert.equal(restored.blobs?.failed.length, 0);
    // Its end waits for what lists show of metrics.
    await hub.restart();
    const before = await answersOf(hub, filled);
    await using other = await hubOn(to);
    assert.deepEqual(await answersOf(other, filled), before);
    await assert.rejects(restoreHub(backup, to, quiet), { name: 'FolderInUseError' });
  });

  it('takes no metric by half while trainers go on', async () => {
    const place = parsePlace([hub.data]);
    const id = filled.models[1];
    let epoch = 1000;
    let stop = false;
    const trainer = (async () => {
      while (!stop) {
        const metrics = { [epoch]: { loss: 1, map: 1 } };
        await hub.request('POST', `/v1/models/${id}`, { body: { type: 'metrics', metrics } });
        epoch += 1;
      }
    })();
    const backup = join(folder, 'busy');
    const { manifest } = await backupHub(place, backup, quiet);
    stop = true;
    await trainer;
    const file = join(backup, manifest.database.file);
    const database = await openDatabase({ engine: 'sqlite', file });
    const { rows } = await database.db
      .selectFrom('points')
      .innerJoin('series', 'series.id', 'points.series_id')
      .select('step')
      .select(({ fn }) => fn.countAll<number>().as('values'))
      .where('series.model_id', '=', id!)
      .where('step', '>=', 1000)
      .groupBy('step')
      .execute()
      .then((found) => ({ rows: found }));
    await database.close();
    assert.ok(rows.every(({ values }) => values === 2));
  });

  it('that is damaged, unfinished or in the way is refused', async () => {
    const place = parsePlace([hub.data]);
    const backup = join(folder, 'damaged');
    const { manifest } = await backupHub(place, backup, quiet);
    const to = parsePlace([join(folder, 'nowhere')]);
    await appendFile(join(backup, manifest.database.file), 'x');
    await assert.rejects(restoreHub(backup, to, quiet), /damaged/);
    await rm(join(backup, 'backup.json'));
    await assert.rejects(restoreHub(backup, to, quiet), /no finished backup/);
    await writeFile(join(folder, 'a file'), '');
    await assert.rejects(backupHub(place, folder, quiet), /holds something else/);
    await assert.rejects(backupHub(place, hub.data, quiet), /a folder of its own/);
  });

  it('names what the hub does not have as it should be', async () => {
    const ours = await embeddedHub();
    await using _ = ours;
    await fillHub(ours);
    const blobs = join(ours.data, 'blobs');
    const [part] = await readdir(blobs);
    const [hash] = await readdir(join(blobs, part!));
    const text = await readFile(join(blobs, part!, hash!));
    await writeFile(join(blobs, part!, hash!), text.fill(1));
    const { manifest } = await backupHub(parsePlace([ours.data]), join(folder, 'holes'), quiet);
    assert.deepEqual(manifest.missing, [hash]);
  });
});

describe('a move', () => {
  it('takes all of a hub to its new place and back, and goes on where it was interrupted', async () => {
    const hub = await embeddedHub();
    await using _ = hub;
    const filled = await fillHub(hub);
    const before = await answersOf(hub, filled);
    const server = testServer();
    const database = server === undefined ? undefined : await freshDatabase(server);
    const bucket = process.env['TRAINYARD_TEST_BLOBS_URL']?.replace('?', `/move-${Date.now()}?`);
    const from = parsePlace([hub.data]);
    const to = parsePlace(
      [join(folder, 'moved'), database?.url, bucket].filter((part) => part !== undefined),
    );
    await assert.rejects(moveHub(from, to, quiet), { name: 'FolderInUseError' });
    await hub.hub.close();
    const interrupted = new Error('interrupted');
    await assert.rejects(
      moveHub(from, to, ({ what }) => {
        if (what === 'points') throw interrupted;
      }),
      interrupted,
    );
    await assert.rejects(hubOn(to), { name: 'MoveUnfinishedError' });
    const { tables, blobs } = await moveHub(from, to, quiet);
    assert.equal(tables?.['models'], 6);
    assert.deepEqual([blobs?.count, blobs?.failed], [9, []]);
    await assert.rejects(moveHub(from, to, quiet), /not empty/);
    {
      await using moved = await movedHub(to, bucket);
      assert.deepEqual(await answersOf(moved, filled), before);
      const made = await moved.request('POST', `/v1/models/${filled.models[0]}`, {
        key: filled.keys[0]!,
        body: { type: 'metrics', metrics: { 0: { 'a new series': 1 } } },
      });
      assert.equal(made.status, 200, JSON.stringify(made.body));
    }
    const back = parsePlace([join(folder, 'back')]);
    await moveHub(to, back, quiet);
    await using again = await hubOn(back);
    const paths = Object.keys(before).filter((path) => !path.includes(filled.models[0]!));
    const answers = await answersOf(again, filled);
    for (const path of paths.filter((one) => /models\/\w/.test(one))) {
      assert.deepEqual(answers[path], before[path], path);
    }
    await database?.drop();
  });

  it('needs two places, and a folder for what has no address', () => {
    assert.throws(() => parsePlace(['postgres://x/y']), /Name a folder too/);
    assert.throws(() => parsePlace(['a', 'b']), /one folder/);
    assert.throws(() => parsePlace(['ftp://x']), /A place is/);
    assert.equal(parsePlace(['postgres://x/y', 's3://bucket']).folder, undefined);
  });
});

function movedHub(to: Place, bucket: string | undefined): Promise<TestHub> {
  return TestHub.start({
    ...(to.folder !== undefined && { data: to.folder }),
    apiKey: undefined,
    databaseUrl: to.database.engine === 'postgres' ? to.database.url : undefined,
    blobsUrl: bucket,
  });
}
