import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { TestDatabase } from '../../test-support/test-database.ts';
import { LiveBus } from '../live/live-bus.ts';
import { Heartbeats } from './heartbeats.ts';
import { MetricsIngest } from './ingest-metrics.ts';
import { createModel } from './models.ts';
import { epochOfPairs } from './parse-metrics.ts';
import { resetModel } from './reset-model.ts';

let test: TestDatabase;
let ingest: MetricsIngest;
let id: string;
const live = new LiveBus();
before(async () => {
  test = await TestDatabase.open();
  ingest = new MetricsIngest(test.database, live);
});
after(() => test[Symbol.asyncDispose]());
beforeEach(async () => {
  ({ id } = await createModel(test.database, test.owner, {}));
});

const add = (epoch: number, values: Record<string, number>, attempt?: number, model = id) =>
  ingest.add({ modelId: model, epochs: [epochOfPairs(epoch, Object.entries(values))], attempt });

/** Values by attempt, name and epoch. */
async function stored(model = id): Promise<Record<string, Record<number, number>>> {
  const rows = await test.database.db
    .selectFrom('points')
    .innerJoin('series', 'series.id', 'points.series_id')
    .select(['attempt', 'name', 'step', 'value'])
    .where('model_id', '=', model)
    .execute();
  const found: Record<string, Record<number, number>> = {};
  for (const { attempt, name, step, value } of rows) {
    const series = `${attempt}/${name}`;
    found[series] = { ...found[series], [step]: value! };
  }
  return found;
}

describe('the ingest of metrics', () => {
  it('stores what comes for series that it knows, and for those that it does not', async () => {
    await add(0, { loss: 3 });
    const again = await add(1, { loss: 2 });
    assert.deepEqual([again.attempt, again.epochs_done, again.state], [1, 2, 'training']);
    await add(2, { loss: 1, accuracy: 0.5 });
    assert.deepEqual(await stored(), {
      '1/loss': { 0: 3, 1: 2, 2: 1 },
      '1/accuracy': { 2: 0.5 },
    });
  });

  it('puts what comes after a reset into the next attempt', async () => {
    await add(0, { loss: 3 });
    await add(1, { loss: 2 });
    await resetModel({ database: test.database, live }, test.owner, id);
    assert.equal((await add(2, { loss: 1 })).attempt, 2);
    assert.deepEqual(await stored(), { '2/loss': { 2: 1 } });
  });

  it('puts what comes after a new session into its attempt, and the late into theirs', async () => {
    await add(0, { loss: 3 });
    await add(1, { loss: 2 });
    await new Heartbeats(test.database, live).take(id, {});
    assert.equal((await add(1, { loss: 5 })).attempt, 2);
    assert.equal((await add(2, { loss: 4 })).attempt, 2);
    assert.equal((await add(2, { loss: 1 }, 1)).attempt, 1);
    assert.deepEqual(await stored(), {
      '1/loss': { 0: 3, 1: 2, 2: 1 },
      '2/loss': { 1: 5, 2: 4 },
    });
  });

  it('refuses those of a model that has gone since, and stores the others', async () => {
    const gone = (await createModel(test.database, test.owner, {})).id;
    await Promise.all([add(0, { loss: 1 }), add(0, { loss: 1 }, undefined, gone)]);
    await test.database.db.deleteFrom('models').where('id', '=', gone).execute();
    const [kept, refused] = await Promise.allSettled([
      add(1, { loss: 2 }),
      add(1, { loss: 2 }, undefined, gone),
    ]);
    assert.equal(kept.status, 'fulfilled');
    assert.ok(refused.status === 'rejected');
    assert.equal(refused.reason.code, 'not_found');
    assert.deepEqual(await stored(), { '1/loss': { 0: 1, 1: 2 } });
  });

  it('counts the series of calls that come at the same moment together', async () => {
    const names = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 8000 }, (_, at) => [`${prefix}${at}`, at]));
    // The first is alone in its transaction; the others share one.
    const outcomes = await Promise.allSettled([
      add(0, { loss: 1 }),
      add(0, names('a')),
      add(0, names('b')),
      add(0, names('c')),
      add(1, { ...names('a'), loss: 2 }),
    ]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    );
    assert.equal(Object.keys(await stored()).length, 16_001);
  });
});
