import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { run, send, started } from '../../../test-support/platform-run.ts';
import { TestHub } from '../../../test-support/test-hub.ts';

let hub: TestHub;
before(async () => {
  hub = await TestHub.start();
});
after(() => hub[Symbol.asyncDispose]());

const OLD = { ultralyticsVersion: '8.4.114' };

/** The model that the HUB integration makes of the same arguments, seconds before. */
const hubModel = (epochs: number) =>
  hub.model({
    meta: { name: 'yolo11n.pt' },
    config: {
      batchSize: 16,
      epochs,
      imageSize: 640,
      patience: 100,
      device: 'None',
      cache: 'False',
    },
    dataset: { name: 'coco8.yaml' },
    lineage: { architecture: { name: 'yolo11n' }, parent: { name: 'yolo11n.pt' } },
  });

const model = async (id: string) => (await hub.request('GET', `/v1/models/${id}`)).body.data;

describe('ultralytics up to 8.4.114, which runs both integrations at once', () => {
  it('trains one model, under the name of the run', async () => {
    const id = await hubModel(11);
    await hub.request('POST', `/v1/agent/heartbeat/models/${id}`, { body: { agentId: null } });
    const { modelId, runId, modelSlug } = await started(
      hub,
      run('both', 'train', { epochs: '11' }, OLD),
    );
    assert.deepEqual([modelId, runId, modelSlug], [id, 1, 'train']);
    await send(hub, 'epoch_end', { epoch: 0, metrics: { a: 1 } }, { modelId });
    const metrics = { 0: JSON.stringify({ a: 1, 'lr/pg0': 0.1 }) };
    await hub.request('POST', `/v1/models/${id}`, { body: { type: 'metrics', metrics } });
    const shown = await model(id);
    assert.deepEqual([shown.attempt, shown.epochsDone, shown.project.name], [1, 1, 'both']);
  });

  it('trains two when equal trainings begin at once: they cannot be told apart', async () => {
    const ids = [await hubModel(12), await hubModel(12)];
    const { modelId } = await started(hub, run('sweep', 'train', { epochs: '12' }, OLD));
    assert.ok(!ids.includes(modelId));
  });

  it('trains two when the arguments differ', async () => {
    const id = await hubModel(13);
    const { modelId } = await started(hub, run('differ', 'train', { epochs: '14' }, OLD));
    assert.notEqual(modelId, id);
  });

  it('is not what a later version means by a HUB model', async () => {
    const id = await hubModel(15);
    const { modelId } = await started(hub, run('later', 'train', { epochs: '15' }));
    assert.notEqual(modelId, id);
  });
});
