import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestDatabase } from '../../test-support/test-database.ts';
import { createModel } from '../training/models.ts';
import { countModelsOf } from './count-models.ts';

let test: TestDatabase;
before(async () => {
  test = await TestDatabase.open();
  const { db } = test.database;
  const [owner] = await db.selectFrom('user').selectAll().execute();
  const other = { id: 'o', name: 'o', email: 'o@example.org', username: 'o', role: 'member' };
  await db
    .insertInto('user')
    .values({ ...owner!, ...other } as typeof owner & object)
    .execute();
});
after(() => test[Symbol.asyncDispose]());

const count = () => Promise.all(['u', 'o'].map((owner) => countModelsOf(test.database, owner)));
const set = (ids: readonly string[], values: { deleted_at?: number | null; owner_id?: string }) =>
  test.database.db.updateTable('models').set(values).where('id', 'in', ids).execute();

describe('how many models an account has', () => {
  it('is right however they come and go', async () => {
    const { database, owner } = test;
    assert.deepEqual(await count(), [0, 0]);
    const ids: string[] = [];
    for (let made = 0; made < 5; made++) ids.push((await createModel(database, owner, {})).id);
    const [a, b, c, d, e] = ids as [string, string, string, string, string];
    assert.deepEqual(await count(), [5, 0]);
    await set([a, b], { deleted_at: 7 });
    assert.deepEqual(await count(), [3, 0], 'without those in the trash');
    await set([a, b], { deleted_at: 8 });
    await set([b, c], { deleted_at: null });
    assert.deepEqual(await count(), [4, 0], 'with what was restored, once');
    await database.db.deleteFrom('models').where('id', 'in', [a, d]).execute();
    assert.deepEqual(await count(), [3, 0], 'without what is gone for good');
    await set([b], { deleted_at: 9 });
    await set([b, c, e], { owner_id: 'o' });
    assert.deepEqual(await count(), [0, 2], 'with what has passed on');
    await set([c], { deleted_at: 9, owner_id: 'u' });
    await set([b], { deleted_at: null, owner_id: 'u' });
    assert.deepEqual(await count(), [1, 1], 'with what changes in both ways at once');
    await database.db.deleteFrom('user').where('id', '=', 'o').execute();
    assert.deepEqual(await count(), [1, 0], 'without an account that has ended');
  });

  it('does not count what a transaction that failed has made', async () => {
    const before = await count();
    const failing = test.database.db.transaction().execute(async (trx) => {
      await trx.updateTable('models').set({ deleted_at: 3 }).execute();
      throw new Error('undo');
    });
    await assert.rejects(failing, /undo/);
    assert.deepEqual(await count(), before);
  });
});
