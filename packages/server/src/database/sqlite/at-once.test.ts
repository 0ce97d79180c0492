import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { CompiledQuery } from 'kysely';
import { addSeries } from '../../../test-support/add-series.ts';
import { isForeignKeyViolation } from '../database-error.ts';
import { type Database, openDatabase } from '../open-database.ts';
import { RowBatch } from '../row-batch.ts';

let folder: string;
let database: Database;
let series: number;
let model: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-at-once-'));
  database = await openDatabase({ engine: 'sqlite', file: join(folder, 'test.db') });
});
after(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  ({ id: series, model } = await addSeries(database));
});

/** Points of one series from a step on, along with a new number of epochs done for its model. */
const write = (of: number, { first = 0, count = 1, done = 1, expected = 1 }) => {
  const values = Array.from({ length: count }, (_, at) => [of, first + at, at, 0, 7]);
  return database.writeAtOnce!<{ epochs_done: number }>(database.db, {
    points: new RowBatch(5, Float64Array.from(values.flat())),
    statement: CompiledQuery.raw(
      'update models set epochs_done = ? where id = ? returning epochs_done',
      [done, model],
    ),
    expected,
  });
};
const epochsDone = async () =>
  (
    await database.db
      .selectFrom('models')
      .select('epochs_done')
      .where('id', '=', model)
      .executeTakeFirstOrThrow()
  ).epochs_done;
const countPoints = async (of = series) =>
  (await database.db.selectFrom('points').select('step').where('series_id', '=', of).execute())
    .length;

describe('a transaction that SQLite gets at once', () => {
  it('stores the points and does the statement', async () => {
    assert.deepEqual(await write(series, { done: 5 }), [{ epochs_done: 5 }]);
    assert.equal(await epochsDone(), 5);
    assert.equal(await countPoints(), 1);
  });

  it('stores nothing when the statement returns another number of rows', async () => {
    assert.equal(await write(series, { done: 5, expected: 2 }), undefined);
    assert.equal(await epochsDone(), 0);
    assert.equal(await countPoints(), 0);
    assert.equal(database.waitingPoints(), 0);
  });

  it('stores nothing when a series is not there, and leaves the connection as it was', async () => {
    await assert.rejects(write(999_999_999, { done: 5 }), isForeignKeyViolation);
    assert.equal(await epochsDone(), 0);
    assert.deepEqual(await write(series, { done: 6 }), [{ epochs_done: 6 }]);
  });

  it('waits for a transaction that is open, and others wait for it', async () => {
    const order: string[] = [];
    const open = database.db.transaction().execute(async (trx) => {
      await trx.updateTable('models').set({ epochs_done: 1 }).where('id', '=', model).execute();
      order.push('open');
    });
    const atOnce = write(series, { done: 2 }).then(() => order.push('at once'));
    const next = database.db.transaction().execute(async (trx) => {
      await trx.updateTable('models').set({ epochs_done: 3 }).where('id', '=', model).execute();
      order.push('next');
    });
    await Promise.all([open, atOnce, next]);
    assert.deepEqual(order, ['open', 'at once', 'next']);
    assert.equal(await epochsDone(), 3);
  });

  it('takes points of the log along once many wait, and none is lost or doubled', async () => {
    const count = 10_000;
    let first = 0;
    for (; first < 200_000; first += count) await write(series, { first, count });
    const waiting = database.waitingPoints();
    await write(series, { first, count });
    assert.ok(database.waitingPoints() < waiting + count, 'some were taken along');
    assert.equal(await countPoints(), first + count);
    assert.equal(database.waitingPoints(), 0);
  });
});
