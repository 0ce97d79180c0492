import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  type FreshDatabase,
  freshDatabase,
  testServer,
} from '../../packages/server/test-support/postgres/fresh-database.ts';
import { failingHub, HubProcess } from '../hub-process.ts';

describe('hubs on one PostgreSQL with files in folders', () => {
  let database: FreshDatabase;
  let other: FreshDatabase;
  let folder: string;
  let hub: HubProcess;
  before(async () => {
    database = await freshDatabase(testServer()!);
    other = await freshDatabase(testServer()!);
    folder = await mkdtemp(join(tmpdir(), 'trainyard-files-'));
    hub = await HubProcess.start(join(folder, 'first'), variables(database));
  });
  after(async () => {
    await hub.stop();
    await Promise.all([database.drop(), other.drop()]);
    await rm(folder, { recursive: true, force: true });
  });

  const variables = ({ url }: FreshDatabase) => ({ TRAINYARD_DATABASE_URL: url });

  it('are one: a second does not start on the same folder', async () => {
    const { code, stderr } = await failingHub(join(folder, 'first'), variables(database));
    assert.equal(code, 1);
    assert.match(stderr, /^trainyard: another hub is running on the data folder/);
  });

  it('are one: a second does not start on a folder of its own, where it would miss files', async () => {
    const { code, stderr } = await failingHub(join(folder, 'second'), variables(database));
    assert.equal(code, 1);
    assert.match(stderr, /^trainyard: .*in one bucket.*\(storage_without_id\)\n$/);
  });

  it('take no files of another database, and start again on their own', async () => {
    await hub.stop();
    const { code, stderr } = await failingHub(join(folder, 'first'), variables(other));
    assert.equal(code, 1);
    assert.match(stderr, /^trainyard: .*\(storage_of_another_database\)\n$/);
    hub = await HubProcess.start(join(folder, 'first'), variables(database));
  });
});
