import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestDatabase } from '../../test-support/test-database.ts';
import { LiveBus } from '../live/live-bus.ts';
import { MetricsIngest } from './ingest-metrics.ts';
import { sweepSilent } from './liveness.ts';
import { createModel, getModel } from './models.ts';

const OPTIONS = { heartbeatSeconds: 300, graceSeconds: 60 };
const MINUTE = 60_000;

let test: TestDatabase;
const live = new LiveBus();
before(async () => {
  test = await TestDatabase.open();
});
after(() => test[Symbol.asyncDispose]());

/** A model whose epochs took so many minutes each; and when it was last heard. */
async function trainedAtPace(minutes: readonly number[]) {
  const { database, owner } = test;
  const { id } = await createModel(database, owner, {});
  const ingest = new MetricsIngest(database, live);
  const send = (epoch: number) =>
    ingest.add({ modelId: id, epochs: [{ epoch, names: ['a'], values: [1] }] });
  await send(0);
  for (const [index, length] of minutes.entries()) {
    const { epoch_at } = await getModel(database, owner, id);
    await database.db
      .updateTable('models')
      .set({ epoch_at: epoch_at! - length * MINUTE })
      .where('id', '=', id)
      .execute();
    await send(index + 1);
  }
  return { id, heard: (await getModel(database, owner, id)).last_heard_at! };
}

/** Whether it counts as disconnected after so many minutes without a word. */
async function isLost({ id, heard }: { id: string; heard: number }, minutes: number) {
  await sweepSilent({ database: test.database, live }, OPTIONS, 0, heard + minutes * MINUTE);
  return (await getModel(test.database, test.owner, id)).state === 'disconnected';
}

describe('a trainer without heartbeats', () => {
  it('whose epochs take 20 minutes is not missed before an hour has passed', async () => {
    const run = await trainedAtPace([20, 20]);
    assert.equal(await isLost(run, 59), false);
    assert.equal(await isLost(run, 62), true);
  });

  it('that is fast is missed sooner than one with heartbeats', async () => {
    const run = await trainedAtPace([0.1, 0.1, 0.1]);
    assert.equal(await isLost(run, 5), false);
    assert.equal(await isLost(run, 7), true);
  });

  it('gets an hour for its first epoch', async () => {
    const run = await trainedAtPace([]);
    assert.equal(await isLost(run, 60), false);
    assert.equal(await isLost(run, 62), true);
  });

  it('is given time for its slow epochs when most are fast', async () => {
    const run = await trainedAtPace([1, 1, 30, 1, 1]);
    assert.equal(await isLost(run, 30), false);
    assert.equal(await isLost(run, 24 * 60), true);
  });

  it('is not waited for longer than a day', async () => {
    const run = await trainedAtPace([20 * 60]);
    assert.equal(await isLost(run, 24 * 60), false);
    assert.equal(await isLost(run, 24 * 60 + 2), true);
  });
});
