import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ModelRow } from '@trainyard/protocol';
import { TestHub } from '../../test-support/test-hub.ts';
import { until } from '../../test-support/until.ts';
import { epochsOf } from './train-args.ts';

describe('a model as a row of the list', () => {
  let hub: TestHub;
  before(async () => {
    hub = await TestHub.start();
  });
  after(() => hub[Symbol.asyncDispose]());

  const row = async (id: string, options: { key?: string } = {}): Promise<ModelRow> => {
    const { status, body } = await hub.request('GET', `/app/v1/models?id=${id}`, options);
    assert.equal(status, 200, JSON.stringify(body));
    return body.items[0];
  };
  /** The row once its figures are there, which trail the metrics by a moment, and its sparkline. */
  const rowAtStep = async (id: string, step: number): Promise<ModelRow> => {
    let found = await row(id);
    await until(async () => {
      found = await row(id);
      return found.metric?.bestStep === step && found.spark.length > 0;
    });
    return found;
  };
  const send = async (id: string, from: number, to: number, value: (epoch: number) => number) => {
    const epochs = Array.from({ length: to - from }, (_, at) => from + at);
    const metrics = Object.fromEntries(epochs.map((epoch) => [epoch, { mAP: value(epoch) }]));
    const body = { type: 'metrics', metrics };
    const { status } = await hub.request('POST', `/v1/models/${id}`, { body });
    assert.equal(status, 200);
  };
  const beat = (id: string) =>
    hub.request('POST', `/v1/agent/heartbeat/models/${id}`, { body: { agentId: null } });

  it('has all values of a short series', async () => {
    const id = await hub.model({});
    await send(id, 5, 45, (epoch) => epoch);
    const { spark } = await rowAtStep(id, 44);
    assert.deepEqual(
      spark,
      Array.from({ length: 40 }, (_, at) => 5 + at),
    );
  });

  it('has the last value of each stretch of a long one', async () => {
    const id = await hub.model({});
    await send(id, 7, 108, (epoch) => epoch);
    const { spark } = await rowAtStep(id, 107);
    const ends = Array.from({ length: 33 }, (_, at) => 9 + 3 * at);
    assert.deepEqual(spark, [...ends, 107]);
  });

  it('has the later value of an epoch that was trained twice', async () => {
    const id = await hub.model({});
    await beat(id);
    await send(id, 0, 4, (epoch) => epoch);
    await beat(id);
    await send(id, 2, 5, (epoch) => 10 * epoch);
    const { attempt, spark } = await rowAtStep(id, 4);
    assert.equal(attempt, 2);
    assert.deepEqual(spark, [0, 1, 20, 30, 40]);
  });

  it('has nothing before its first metric', async () => {
    const { spark, metric, hasWeights, epochsDone } = await row(await hub.model({}));
    assert.deepEqual([spark, metric, hasWeights, epochsDone], [[], null, false, 0]);
  });

  it('names its project and dataset to those who may see these', async () => {
    const made = async (what: string) =>
      (await hub.request('POST', `/v1/${what}`, { body: { meta: { name: what } } })).body.data.id;
    const [projectId, datasetId] = [await made('projects'), await made('datasets')];
    const id = await hub.model({ projectId, datasetId, visibility: 'unlisted' });
    const seen = await row(id);
    assert.deepEqual(seen.project, { id: projectId, name: 'projects' });
    assert.deepEqual(seen.dataset, { id: datasetId, name: 'datasets' });
    const { key } = await hub.member('guest@example.org');
    const hidden = await row(id, { key });
    assert.deepEqual([hidden.project, hidden.dataset], [null, null]);
  });

  it('reads the epochs from the arguments, whatever these hold', async () => {
    const epochs = async (config: object) => (await row(await hub.model({ config }))).epochs;
    assert.equal(await epochs({ comment: '"epochs":7', my_epochs: 8, epochs: 12 }), 12);
    assert.equal(await epochs({ comment: ',"epochs":7,', epochs: 1e21 }), 1e21);
    assert.equal(await epochs({ epochs: '30' }), 30);
    assert.equal(await epochs({ epochs: 'auto' }), null);
    assert.equal(await epochs({ epochs: 2.5 }), 2);
  });

  it('reads the epochs of arguments that an archive had written with spaces', () => {
    assert.equal(epochsOf('{ "lr0": 0.1, "epochs" : 5 }'), 5);
  });
});
