import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestDatabase } from '../../test-support/test-database.ts';
import { createModel } from '../training/models.ts';
import { freeSlug } from './owned-objects.ts';

let test: TestDatabase;
before(async () => {
  test = await TestDatabase.open();
});
after(() => test[Symbol.asyncDispose]());

const make = async (name: string) =>
  (await createModel(test.database, test.owner, { meta: { name } })).slug;

describe('the slug of a name', () => {
  it('gets the next number, however many there are', async () => {
    const slugs: string[] = [];
    for (let made = 0; made < 70; made++) slugs.push(await make('Many of Them'));
    const numbers = Array.from({ length: 69 }, (_, at) => `many-of-them-${at + 2}`);
    assert.deepEqual(slugs, ['many-of-them', ...numbers]);
  });

  it('is found among thousands', async () => {
    const { db } = test.database;
    const id = (await createModel(test.database, test.owner, { meta: { name: 'train' } })).id;
    const [row] = await db.selectFrom('models').selectAll().where('id', '=', id).execute();
    for (let from = 2; from <= 3000; from += 500) {
      const rows = Array.from({ length: Math.min(500, 3001 - from) }, (_, at) => ({
        ...row!,
        id: `train-${from + at}`,
        slug: `train-${from + at}`,
      }));
      await db.insertInto('models').values(rows).execute();
    }
    assert.equal(await make('train'), 'train-3001');
  });

  it('is free also where some numbers have been given back', async () => {
    const within = { owner_id: test.owner.userId, project_id: null };
    for (let made = 0; made < 5; made++) await make('gap');
    await test.database.db.deleteFrom('models').where('slug', '=', 'gap-3').execute();
    assert.equal(await freeSlug(test.database.db, 'models', 'gap', within), 'gap-3');
    await test.database.db.deleteFrom('models').where('slug', '=', 'gap').execute();
    assert.equal(await freeSlug(test.database.db, 'models', 'gap', within), 'gap');
  });
});
