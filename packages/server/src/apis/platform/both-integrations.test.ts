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
const hubModel = (epochs: number, weights = 'yolo11n.pt') =>
  hub.model({
    meta: { name: weights },
    config: {
      batchSize: 16,
      epochs,
      imageSize: 640,
      patience: 100,
      device: 'None',
      cache: 'False',
    },
    dataset: { name: 'coco8.yaml' },
    lineage: { architecture: { name: 'yolo11n' }, parent: { name: weights } },
  });

const model = async (id: string) => (await hub.request('GET', `/v1/models/${id}`)).body.data;

const seriesOf = async (id: string) =>
  (await hub.request('GET', `/v1/models/${id}/metrics`)).body.data;

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

  it('goes on with the same model when it resumes, wherever its HUB integration sends to', async () => {
    const first = await hubModel(17);
    const { modelId } = await started(hub, run('again', 'train', { epochs: '17' }, OLD));
    assert.equal(modelId, first);
    await send(hub, 'epoch_end', { epoch: 0, metrics: { a: 1 } }, { modelId });

    const model2 = '/runs/detect/train/weights/last.pt';
    const second = await hubModel(17, model2);
    const { agentId } = (
      await hub.request('POST', `/v1/agent/heartbeat/models/${second}`, { body: { agentId: null } })
    ).body.data;
    // Whose the model is, is remembered from here on.
    const nothing = { type: 'metrics', metrics: {} };
    const early = await hub.request('POST', `/v1/models/${second}`, { body: nothing });
    assert.equal(early.body.data.id, second);
    const args = { epochs: '17', model: model2, resume: model2 };
    const again = await started(hub, run('again', 'train', args, OLD));
    assert.deepEqual([again.modelId, again.runId], [first, 2]);
    const body = { agentId };
    await hub.request('POST', `/v1/agent/heartbeat/models/${second}`, { body });
    const metrics = { 1: JSON.stringify({ a: 0.5 }) };
    await hub.request('POST', `/v1/models/${second}`, { body: { type: 'metrics', metrics } });
    const file = { name: 'last.pt', content: Buffer.from('weights of attempt 2') };
    await hub.upload(`/v1/models/${second}/upload`, { epoch: '1', type: 'epoch' }, file);
    const shown = await model(second);
    assert.deepEqual(
      [shown.id, shown.attempt, shown.epochsDone, shown.has_last_weights],
      [first, 2, 2, true],
    );
    const { body: series } = await hub.request('GET', `/v1/models/${second}/metrics`);
    assert.equal(JSON.stringify(series.data), JSON.stringify(await seriesOf(first)));
    const { body: list } = await hub.request('GET', '/app/v1/models?q=last.pt');
    assert.equal(list.total, 0);
  });

  it('is cancelled by Stop, though the HUB integration sends its final weights first', async () => {
    const id = await hubModel(16);
    const { modelId } = await started(hub, run('stop', 'train', { epochs: '16' }, OLD));
    await send(hub, 'epoch_end', { epoch: 0, metrics: { a: 1 } }, { modelId });
    await hub.request('POST', `/app/v1/models/${id}/stop`);
    const file = { name: 'best.pt', content: Buffer.from('partial weights') };
    await hub.upload(`/v1/models/${id}/upload`, { epoch: '0', type: 'final', map: '0.1' }, file);
    await send(hub, 'training_complete', { results: { metrics: {} } }, { modelId });
    const shown = await model(id);
    assert.deepEqual([shown.state, shown.has_best_weights], ['cancelled', true]);
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
