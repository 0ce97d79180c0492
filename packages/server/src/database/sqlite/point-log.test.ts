import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { CompiledQuery, type Kysely, sql } from 'kysely';
import { addSeries } from '../../../test-support/add-series.ts';
import { isDiskFull, isForeignKeyViolation } from '../database-error.ts';
import { type Database, openDatabase } from '../open-database.ts';
import { RowBatch } from '../row-batch.ts';
import type { Schema } from '../schema.ts';

type Point = readonly [series: number, step: number, value: number];

let folder: string;
let file: string;
let database: Database;
let series: number;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-log-'));
  file = join(folder, 'test.db');
  database = await openDatabase({ engine: 'sqlite', file });
});
after(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  series = (await addSeries(database)).id;
});

const batchOf = (points: readonly Point[]) =>
  new RowBatch(
    5,
    Float64Array.from(points.flatMap(([id, step, value]) => [id, step, value, 0, 7])),
  );
const append = (points: readonly Point[], to = database) =>
  to.db.transaction().execute((trx) => to.writePoints(trx, batchOf(points), false));
const stored = async (id = series, db: Kysely<Schema> = database.db) => {
  const rows = await db
    .selectFrom('points')
    .select(['step', 'value'])
    .where('series_id', '=', id)
    .orderBy('step')
    .execute();
  return rows.map(({ step, value }) => [step, value]);
};
/** Entries of the log, which no statement about `points` has been made for. */
const entries = async (db: Kysely<Schema> = database.db) => {
  const { rows } = await sql<{ count: number }>`select count(*) as count from point_log`.execute(
    db,
  );
  return rows[0]!.count;
};

describe("SQLite's log of points", () => {
  it('takes them in, and shows them to whoever asks for points', async () => {
    const batch = batchOf([
      [series, 1, 0.5],
      [series, 0, 0.25],
    ]);
    // Nothing is moved while a transaction is open, but for itself.
    await database.db.transaction().execute(async (trx) => {
      await database.writePoints(trx, batch, false);
      assert.equal(await entries(trx), 1);
      assert.equal(database.waitingPoints(), 2);
    });
    assert.deepEqual(await stored(), [
      [0, 0.25],
      [1, 0.5],
    ]);
    assert.equal(await entries(), 0);
    assert.equal(database.waitingPoints(), 0);
  });

  it('keeps the newest value of a step, in one batch and over several', async () => {
    await append([[series, 5, 1]]);
    await append([
      [series, 5, 2],
      [series, 4, 3],
    ]);
    await append([[series, 5, 4]]);
    assert.deepEqual(await stored(), [
      [4, 3],
      [5, 4],
    ]);
  });

  it('shows a transaction what it and others before it have written', async () => {
    await append([[series, 0, 1]]);
    const seen = await database.db.transaction().execute(async (trx) => {
      await database.writePoints(trx, batchOf([[series, 1, 2]]), false);
      await database.writePoints(trx, batchOf([[series, 2, 3]]), false);
      return stored(series, trx);
    });
    assert.deepEqual(seen, [
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    assert.deepEqual(await stored(), seen);
  });

  it('is as it was when the transaction that moved it is undone', async () => {
    await append([[series, 0, 1]]);
    const undone = database.db.transaction().execute(async (trx) => {
      await database.writePoints(trx, batchOf([[series, 0, 9]]), false);
      assert.deepEqual(await stored(series, trx), [[0, 9]]);
      throw new Error('undo');
    });
    await assert.rejects(undone, /undo/);
    assert.deepEqual(await stored(), [[0, 1]]);
  });

  it('is moved before points are written in place, so that these stay the newest', async () => {
    await append([[series, 0, 1]]);
    const changed = await database.db
      .transaction()
      .execute((trx) => database.writePoints(trx, batchOf([[series, 0, 2]]), true));
    assert.deepEqual(changed, [{ series_id: series, step: 0 }]);
    assert.deepEqual(await stored(), [[0, 2]]);
  });

  it('drops the points of a series that has gone, and refuses those of one that is not there', async () => {
    await append([[series, 0, 1]]);
    await database.db.deleteFrom('series').where('id', '=', series).execute();
    assert.deepEqual(await stored(), []);
    const other = (await addSeries(database)).id;
    const refused = append([
      [other, 0, 1],
      [series, 0, 1],
    ]);
    await assert.rejects(refused, isForeignKeyViolation);
    assert.deepEqual(await stored(other), []);
    assert.equal(await entries(), 0);
  });

  it('moves more than it merges at a time, while others go on appending', async () => {
    const ids = await Promise.all(
      Array.from({ length: 4 }, async () => (await addSeries(database)).id),
    );
    const steps = 40_000;
    const work = ids.map(async (id) => {
      for (let from = 0; from < steps; from += 10_000) {
        await append(Array.from({ length: 10_000 }, (_, at) => [id, from + at, at] as const));
      }
    });
    await Promise.all([...work, stored()]);
    for (const id of ids) {
      const rows = await stored(id);
      assert.equal(rows.length, steps);
      assert.deepEqual(
        [rows[12_345], rows.at(-1)],
        [
          [12_345, 2345],
          [steps - 1, 9999],
        ],
      );
    }
  });

  it('survives a power cut: what the next start finds is moved then', async () => {
    const copy = join(folder, 'after.db');
    const appended = [append([[series, 0, 1]]), append([[series, 0, 2]])];
    // The files as they are on the disk, of a hub that has no chance to end. The transaction is next
    // in line: nothing has been moved by then.
    await database.db.transaction().execute(async (trx) => {
      assert.equal(await entries(trx), 2);
      await copyFile(file, copy);
      await copyFile(`${file}-wal`, `${copy}-wal`);
    });
    await Promise.all(appended);
    const next = await openDatabase({ engine: 'sqlite', file: copy });
    try {
      assert.equal(await entries(next.db), 2);
      assert.deepEqual(await stored(series, next.db), [[0, 2]]);
      assert.equal(await entries(next.db), 0);
    } finally {
      await next.close();
    }
  });

  it('is moved by several processes, and none puts an older value over a newer one', async () => {
    const other = await openDatabase({ engine: 'sqlite', file });
    try {
      for (let value = 0; value < 20; value++) {
        const [writer, reader] = value % 2 ? [database, other] : [other, database];
        await append([[series, 0, value]], writer);
        await stored(series, writer.db);
        await append([[series, 0, value + 100]], writer);
        await stored(series, writer.db);
        assert.deepEqual(await stored(series, reader.db), [[0, value + 100]]);
      }
    } finally {
      await other.close();
    }
  });

  it('leaves what is there to be read and deleted while the disk is full', async () => {
    const small = await openDatabase({ engine: 'sqlite', file: join(folder, 'small.db') });
    try {
      const { id } = await addSeries(small);
      await append([[id, 0, 1]], small);
      assert.deepEqual(await stored(id, small.db), [[0, 1]]);
      const many = Array.from({ length: 5000 }, (_, at) => [id, at + 1, at] as const);
      const appended = append(many, small);
      const pages = sql<{ page_count: number }>`pragma page_count`;
      const limit = (most: number, db = small.db) =>
        db.executeQuery(CompiledQuery.raw(`pragma max_page_count = ${most}`));
      await small.db.transaction().execute(async (trx) => {
        await limit((await pages.execute(trx)).rows[0]!.page_count, trx);
      });
      await appended;
      assert.deepEqual(await stored(id, small.db), [[0, 1]]);
      await assert.rejects(append(many, small), isDiskFull);
      await small.db.deleteFrom('points').where('series_id', '=', id).execute();
      await limit(1_000_000);
      assert.deepEqual((await stored(id, small.db)).length, 5000);
    } finally {
      await small.close();
    }
  });
});
