import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { answersOf, type Filled, fillHub } from '../../packages/server/test-support/filled-hub.ts';
import { freshDatabase } from '../../packages/server/test-support/postgres/fresh-database.ts';
import { installPostgres18 } from '../../packages/server/test-support/postgres/install-postgres.ts';
import { PostgresServer } from '../../packages/server/test-support/postgres/postgres-server.ts';
import { S3Server } from '../../packages/server/test-support/s3-server.ts';
import { TestHub } from '../../packages/server/test-support/test-hub.ts';

const MAIN = fileURLToPath(new URL('../../packages/cli/src/main.js', import.meta.url));

/** What a command did. */
interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a hub keeps its data: a database of PostgreSQL and a prefix of a bucket. */
interface Place {
  readonly databaseUrl: string;
  readonly blobsUrl: string;
}

describe('what an operator does with a hub on PostgreSQL and S3', () => {
  const clean = new AsyncDisposableStack();
  let folder: string;
  let postgres: PostgresServer;
  let s3: S3Server;
  let place: Place;
  let hub: TestHub;
  let filled: Filled;
  let answers: Awaited<ReturnType<typeof answersOf>>;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-operate-'));
    clean.defer(() => rm(folder, { recursive: true, force: true }));
    postgres = clean.use(await PostgresServer.start(installPostgres18()));
    s3 = clean.use(await S3Server.start());
    place = await newPlace();
    hub = clean.use(await TestHub.start({ ...place }));
    filled = await fillHub(hub);
    answers = await answersOf(hub, filled);
  });
  after(() => clean.disposeAsync());

  async function newPlace(): Promise<Place> {
    const { url } = await freshDatabase(postgres.url(), { bare: true });
    return { databaseUrl: url, blobsUrl: s3.url({ presign: 'false' }) };
  }

  function trainyard(...args: string[]): Promise<Ran> {
    return new Promise((resolve) =>
      execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      ),
    );
  }

  async function succeeds(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await trainyard(...args);
    assert.equal(code, 0, stderr);
    return stdout;
  }

  const flags = ({ databaseUrl, blobsUrl }: Place) => [
    ...['--database-url', databaseUrl],
    ...['--blobs-url', blobsUrl],
  ];

  /** What a hub there answers; the accounts' keys are in its data. */
  async function answersAt(there: object) {
    await using other = await TestHub.start({ ...there, apiKey: undefined });
    return await answersOf(other, filled);
  }

  it('check finds all well beside the hub', async () => {
    assert.match(await succeeds('check', '--hashes', ...flags(place)), /all is well, with 9 files/);
  });

  it('backup copies it while it serves, and restore makes another that answers alike', async () => {
    const backup = join(folder, 'backup');
    await succeeds('backup', backup, ...flags(place));
    const other = await newPlace();
    await succeeds('restore', backup, ...flags(other));
    assert.deepEqual(await answersAt(other), answers);
    await succeeds('check', '--hashes', ...flags(other));
    const data = join(folder, 'embedded');
    await succeeds('restore', backup, '--data', data);
    assert.deepEqual(await answersAt({ data, databaseUrl: undefined }), answers);
    const again = await trainyard('restore', backup, ...flags(other));
    assert.equal(again.code, 1);
    assert.match(again.stderr, /not empty/);
  });

  it('check takes a file that is gone from the backup', async () => {
    const { blobsUrl } = place;
    const prefix = new URL(blobsUrl).pathname.slice(1);
    await rm(join(s3.folder, s3.bucket, prefix, 'blobs'), { recursive: true });
    const found = await trainyard('check', '--json', ...flags(place));
    assert.equal(found.code, 1);
    assert.deepEqual(JSON.parse(found.stdout).counts, { blob_missing: { found: 9, fixed: 0 } });
    await succeeds('check', '--fix', '--from', join(folder, 'backup'), ...flags(place));
    await succeeds('check', '--hashes', ...flags(place));
    assert.deepEqual(await answersOf(hub, filled), answers);
  });

  it('move refuses while it serves, then takes it to another place, a folder, and back', async () => {
    const from = ['--from', place.databaseUrl, place.blobsUrl];
    const other = await newPlace();
    const there = [other.databaseUrl, other.blobsUrl];
    const refused = await trainyard('move', ...from, '--to', ...there);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /A hub is running on this database/);
    await hub.hub.close();
    assert.match(await succeeds('move', ...from, '--to', ...there), /verified by count and hash/);
    assert.match((await trainyard('move', ...from, '--to', ...there)).stderr, /not empty/);
    assert.deepEqual(await answersAt(other), answers);
    const data = join(folder, 'moved');
    await succeeds('move', '--from', ...there, '--to', data);
    const last = await newPlace();
    await succeeds('move', '--from', data, '--to', last.databaseUrl, last.blobsUrl);
    assert.deepEqual(await answersAt(last), answers);
  });

  it('files of one hub are not taken for those of another', async () => {
    const [one, other] = [await newPlace(), await newPlace()];
    for (const each of [one, other]) await (await TestHub.start({ ...each })).hub.close();
    const mixed = { databaseUrl: one.databaseUrl, blobsUrl: other.blobsUrl };
    await assert.rejects(TestHub.start(mixed), { code: 'storage_of_another_database' });
    const empty = { databaseUrl: one.databaseUrl, blobsUrl: s3.url() };
    await assert.rejects(TestHub.start(empty), { code: 'storage_without_id' });
    const checked = await trainyard('check', '--fix', ...flags(mixed));
    assert.equal(checked.code, 1);
    assert.match(checked.stderr, /storage_of_another_database/);
    const backup = join(folder, 'backup');
    const { databaseUrl } = await newPlace();
    const into = flags({ databaseUrl, blobsUrl: other.blobsUrl });
    const restored = await trainyard('restore', backup, ...into);
    assert.equal(restored.code, 1);
    assert.match(restored.stderr, /storage_of_another_database/);
  });
});
