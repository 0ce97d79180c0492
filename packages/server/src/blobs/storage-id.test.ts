import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { TestDatabase } from '../../test-support/test-database.ts';
import { DiskMark } from './disk/disk-mark.ts';
import { assertNobodyElses, claimStorage, readStorageId, writeStorageId } from './storage-id.ts';

describe('database and files', () => {
  let test: TestDatabase;
  let folder: string;
  let mark: DiskMark;
  before(async () => {
    test = await TestDatabase.open();
  });
  after(() => test[Symbol.asyncDispose]());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-mark-'));
    mark = new DiskMark(folder);
    await test.database.db.deleteFrom('settings').execute();
  });

  afterEach(() => rm(folder, { recursive: true }));

  const claim = () => claimStorage({ database: test.database, mark });
  const known = () => readStorageId(test.database.db);

  it('get one id from the first hub that meets them, and keep it', async () => {
    await claim();
    const id = await known();
    assert.match(id ?? '', /^[A-Za-z0-9]{20}$/);
    assert.equal(await readFile(mark.where, 'utf8'), `${id}\n`);
    await claim();
    assert.equal(await known(), id);
  });

  it('are refused where the files lie elsewhere, with the way out', async () => {
    await claim();
    await rm(mark.where);
    const refused = await claim().catch((error) => error);
    assert.equal(refused.code, 'storage_without_id');
    await writeFile(mark.where, /put the text (\w+) there/.exec(refused.message)![1]!);
    await claim();
  });

  it('are refused where the files belong to another database', async () => {
    await mark.write('another');
    const refused = { code: 'storage_of_another_database' };
    await assert.rejects(claim(), refused);
    assert.equal(await known(), undefined);
    await writeStorageId(test.database.db, 'mine');
    await assert.rejects(claim(), refused);
    assert.equal(await mark.read(), 'another');
    await assert.rejects(assertNobodyElses(mark, undefined), refused);
    await assertNobodyElses(mark, 'another');
  });

  it('get it although whoever began to write it died in between', async () => {
    for (const written of [false, true]) {
      await writeStorageId(test.database.db, 'pending:begun');
      if (written) await mark.write('begun');
      await claim();
      assert.deepEqual([await known(), await mark.read()], ['begun', 'begun']);
      await rm(mark.where);
    }
    await writeStorageId(test.database.db, 'pending:begun');
    await mark.write('another');
    await assert.rejects(claim(), { code: 'storage_of_another_database' });
  });
});
