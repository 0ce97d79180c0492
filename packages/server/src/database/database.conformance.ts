import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { HubError } from '@trainyard/protocol';
import { sql } from 'kysely';
import { addSeries } from '../../test-support/add-series.ts';
import { openTestDatabase } from '../../test-support/test-database.ts';
import { pointValue, specialOf } from '../training/special-values.ts';
import { isForeignKeyViolation, isUniqueViolation } from './database-error.ts';
import { jsonField } from './json-field.ts';
import { type Database, type DatabaseLocation, openDatabase } from './open-database.ts';
import { RowBatch } from './row-batch.ts';

/** In what the engines differ. Everything else is the same, and tested by the same tests. */
export interface EngineDifferences {
  /** Several processes may use one database, and two transactions may write at the same time. */
  readonly severalWriters: boolean;
  /** A text keeps a NUL; else U+FFFD stands in its place. */
  readonly keepsNul: boolean;
}

/** What every engine must do. */
export function databaseConformance(name: string, differences: EngineDifferences): void {
  const { severalWriters, keepsNul } = differences;
  let database: Database;
  let location: DatabaseLocation;
  let remove: () => Promise<void>;

  const setting = async (key: string) =>
    (
      await database.db
        .selectFrom('settings')
        .select('value')
        .where('key', '=', key)
        .executeTakeFirst()
    )?.value;
  const put = (key: string, value: string, db = database.db) =>
    db.insertInto('settings').values({ key, value }).execute();
  const series = () => addSeries(database);
  const write = (id: number, points: readonly (readonly [number, number | null])[]) => {
    const rows = points.flatMap(([step, value]) => {
      const special = specialOf(value);
      return [id, step, special === 0 ? value! : Number.NaN, special, 7];
    });
    return database.db
      .transaction()
      .execute((trx) => database.writePoints(trx, new RowBatch(5, Float64Array.from(rows)), true));
  };
  const points = async (id: number) => {
    const rows = await database.db
      .selectFrom('points')
      .selectAll()
      .where('series_id', '=', id)
      .orderBy('step')
      .execute();
    return rows.map((row) => [row.step, pointValue(row)]);
  };

  before(async () => {
    ({ database, location, remove } = await openTestDatabase());
  });
  after(async () => {
    await database.close();
    await remove();
  });

  describe(`a database on ${name}`, () => {
    it('gives back every kind of column as it was put in', async () => {
      const { model } = await series();
      const most = Number.MAX_SAFE_INTEGER;
      await database.db
        .updateTable('models')
        .set({
          last_heard_at: most,
          epochs_done: 0,
          pinned: 1,
          tags: '["ä","\\"","😀"]',
          notes: 'é\n',
        })
        .where('id', '=', model)
        .execute();
      const row = await database.db
        .selectFrom('models')
        .select(['last_heard_at', 'epochs_done', 'pinned', 'tags', 'notes', 'deleted_at'])
        .where('id', '=', model)
        .executeTakeFirstOrThrow();
      assert.deepEqual(
        { ...row },
        {
          last_heard_at: most,
          epochs_done: 0,
          pinned: 1,
          tags: '["ä","\\"","😀"]',
          notes: 'é\n',
          deleted_at: null,
        },
      );
    });

    it('never fails on a NUL in a text', async () => {
      await put('nul', 'a\0b');
      assert.equal(await setting('nul'), keepsNul ? 'a\0b' : 'a\uFFFDb');
    });

    it('sorts by a field of a JSON object, whatever stands in the others', async () => {
      const values = [
        { n: 10 },
        { n: 9, odd: 'x\0y' },
        { n: 1e3, odd: '\\u0000' },
        { n: 2e3, odd: '\ud800' },
      ];
      for (const value of values) await put(`json-${value.n}`, JSON.stringify(value));
      const rows = await database.db
        .selectFrom('settings')
        .select('key')
        .where('key', 'like', 'json-%')
        .orderBy(jsonField(database.engine, 'value', 'n'))
        .execute();
      assert.deepEqual(
        rows.map(({ key }) => key),
        ['json-9', 'json-10', 'json-1000', 'json-2000'],
      );
    });

    it('keeps points exactly, also those that are no finite number', async () => {
      const { id } = await series();
      const values = [
        0.1,
        -1 / 3,
        Number.MAX_VALUE,
        Number.MIN_VALUE,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        null,
      ];
      const given = values.map((value, step) => [step * 1e12, value] as const);
      await write(id, given);
      assert.deepEqual(await points(id), given);
    });

    it('reads rows of numbers by columns, what has just been written included', async () => {
      const { id } = await series();
      const read = () => {
        const statement = database.db
          .selectFrom('points')
          .select(['step', 'value'])
          .where('series_id', '=', id)
          .orderBy('step')
          .compile();
        return database.readNumbers(database.db, statement, ['value', 'step']);
      };
      assert.deepEqual(await read(), { value: new Float64Array(0), step: new Float64Array(0) });
      await write(id, [
        [0, 0.5],
        [1, null],
        [2, 2 ** 53],
      ]);
      assert.deepEqual(await read(), {
        value: Float64Array.of(0.5, Number.NaN, 2 ** 53),
        step: Float64Array.of(0, 1, 2),
      });
    });

    it('replaces a point that is sent again, and tells which ones have changed', async () => {
      const { id } = await series();
      await write(id, [
        [1, 1],
        [2, null],
        [3, 3],
      ]);
      const changed = await write(id, [
        [1, 1],
        [2, 2],
        [3, Number.NaN],
      ]);
      assert.deepEqual(changed.map(({ step }) => step).sort(), [2, 3]);
      assert.deepEqual(await points(id), [
        [1, 1],
        [2, 2],
        [3, Number.NaN],
      ]);
    });

    it('writes many points at once', async () => {
      const { id } = await series();
      const given = Array.from({ length: 50_000 }, (_, step) => [step, step / 3] as const);
      await write(id, given);
      assert.deepEqual(await points(id), given);
    });

    it('keeps a transaction whole, and undoes it when it throws', async () => {
      const broken = database.db.transaction().execute(async (trx) => {
        await put('half', '', trx);
        throw new HubError('conflict');
      });
      await assert.rejects(broken, (error) => error instanceof HubError);
      assert.equal(await setting('half'), undefined);
    });

    it('tells a taken key and a missing row that is referred to from other errors', async () => {
      await put('taken', '');
      await assert.rejects(put('taken', ''), isUniqueViolation);
      const orphan = { model_id: 'nobody', attempt: 1, name: 'x' };
      await assert.rejects(
        database.db.insertInto('series').values(orphan).execute(),
        isForeignKeyViolation,
      );
      await assert.rejects(sql`select * from nowhere`.execute(database.db), (error) => {
        return !isUniqueViolation(error) && /nowhere/.test(String(error));
      });
    });

    it('loses no change when many lock and change the same model', async () => {
      const { model } = await series();
      await Promise.all(
        Array.from({ length: 20 }, () =>
          database.db.transaction().execute(async (trx) => {
            await database.locks.models(trx, [model]);
            const { epochs_done } = await trx
              .selectFrom('models')
              .select('epochs_done')
              .where('id', '=', model)
              .executeTakeFirstOrThrow();
            await trx
              .updateTable('models')
              .set({ epochs_done: epochs_done + 1 })
              .where('id', '=', model)
              .execute();
          }),
        ),
      );
      const row = await database.db
        .selectFrom('models')
        .select('epochs_done')
        .where('id', '=', model)
        .executeTakeFirstOrThrow();
      assert.equal(row.epochs_done, 20);
    });

    it('brings two transactions through that wait for each other in a circle', async () => {
      const models = [(await series()).model, (await series()).model];
      const bothHold = Promise.withResolvers<void>();
      let holding = 0;
      const touch = (order: readonly string[]) =>
        database.db.transaction().execute(async (trx) => {
          for (const id of order) {
            await trx
              .updateTable('models')
              .set(({ eb, ref }) => ({ epochs_done: eb(ref('epochs_done'), '+', 1) }))
              .where('id', '=', id)
              .execute();
            holding += 1;
            if (!severalWriters || holding >= 2) bothHold.resolve();
            await bothHold.promise;
          }
        });
      await Promise.all([touch(models), touch(models.toReversed())]);
      const rows = await database.db
        .selectFrom('models')
        .select('epochs_done')
        .where('id', 'in', models)
        .execute();
      assert.deepEqual(
        rows.map((row) => row.epochs_done),
        [2, 2],
      );
    });

    it('gives two that look for a free name at once two different ones', async () => {
      const take = () =>
        database.db.transaction().execute(async (trx) => {
          const rows = await trx
            .selectFrom('settings')
            .select('key')
            .where('key', 'like', 'free-%')
            .execute();
          await put(`free-${rows.length}`, '', trx);
        });
      await Promise.all([take(), take()]);
      assert.deepEqual([await setting('free-0'), await setting('free-1')], ['', '']);
    });

    it('opens again at once, also when a newer program has changed its schema', async () => {
      await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '')`.execute(
        database.db,
      );
      if (!severalWriters) await database.close();
      const again = await openDatabase(location);
      await again.ping();
      if (severalWriters) await again.close();
      else database = again;
      await sql`delete from kysely_migration where name = '9999-later'`.execute(database.db);
    });

    it('has one process that keeps house', async () => {
      assert.equal(await database.peers.keepsHouse(), true);
      if (!severalWriters) return;
      const other = await openDatabase(location);
      assert.equal(await other.peers.keepsHouse(), false);
      await other.close();
    });
  });
}
