import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { run, send, started } from '../../../test-support/platform-run.ts';
import { TestHub } from '../../../test-support/test-hub.ts';

let hub: TestHub;
before(async () => {
  hub = await TestHub.start();
});
after(() => hub[Symbol.asyncDispose]());

const print = (chunkId: number, content: string, frame: object, more: object = {}) =>
  send(hub, 'console_output', { chunkId, content, lineCount: 1, ...more }, frame);

async function consoleOf(id: string, attempt?: number): Promise<string[]> {
  const query = attempt === undefined ? '' : `?attempt=${attempt}`;
  const { body } = await hub.request('GET', `/app/v1/models/${id}/console${query}`);
  return body.items.map(({ text }: { text: string }) => text);
}

describe('console_output', () => {
  it('is put in the order of its numbers, repeats and gaps do no harm', async () => {
    const { modelId } = await started(hub, run('console', 'train'));
    for (const chunk of [3, 1, 7, 2, 3, 1]) await print(chunk, `line ${chunk}`, { modelId });
    assert.deepEqual(await consoleOf(modelId), ['line 1', 'line 2', 'line 3', 'line 7']);
  });

  it('is kept when its numbers are the time, as in 8.4.190', async () => {
    const { modelId } = await started(hub, run('times', 'train'));
    const now = Date.now();
    await print(now + 2, 'second', { modelId });
    await print(now + 1, 'first', { modelId });
    assert.deepEqual(await consoleOf(modelId), ['first', 'second']);
  });

  it('that comes before the start belongs to the run that starts then', async () => {
    const old = await started(hub, run('early', 'train'));
    await print(1, 'the run before', { modelId: old.modelId });
    await send(hub, 'training_complete', { results: {} }, { modelId: old.modelId });
    await print(2, 'early two', { project: 'early', name: 'train' });
    await print(1, 'early one', { project: 'early', name: 'train' });
    const fresh = await started(hub, run('early', 'train'));
    assert.deepEqual(await consoleOf(fresh.modelId), ['early one', 'early two']);
    assert.ok((await consoleOf(old.modelId)).includes('the run before'));
  });

  it('that the start has overtaken belongs to it too', async () => {
    const { modelId } = await started(hub, run('overtaken', 'train'));
    await print(1, 'from before', { project: 'overtaken', name: 'train' });
    assert.deepEqual(await consoleOf(modelId), ['from before']);
  });

  it('is kept apart by attempt, and stays readable after its run fell silent', async () => {
    const { modelId } = await started(hub, run('attempts', 'train'));
    await print(1, 'last words', { modelId });
    await send(hub, 'epoch_end', { epoch: 0, metrics: { a: 1 } }, { modelId });
    await started(hub, run('attempts', 'train', { resume: 'True' }));
    await print(1, 'again', { modelId });
    assert.deepEqual(await consoleOf(modelId, 1), ['last words']);
    assert.deepEqual(await consoleOf(modelId), ['again']);
  });

  it('brings live progress bars beside empty text', async () => {
    const { modelId } = await started(hub, run('bars', 'train'));
    const answer = await print(1, '', { modelId }, { progress: { 1: '50%' } });
    assert.equal(answer.status, 200);
    assert.deepEqual(await consoleOf(modelId), []);
  });
});

describe('what comes beside the metrics', () => {
  it('is kept with the model: environment, arguments, results, plots, classes, validation', async () => {
    const start = run('facts', 'train', {}, { gitCommit: 'abc', command: 'yolo train' });
    const { modelId, runId } = await started(hub, start);
    const modelInfo = { parameters: 10, gflops: 1.5, speedMs: 2 };
    await send(hub, 'epoch_end', { epoch: 0, metrics: { a: 1 }, modelInfo }, { modelId });
    const validation = { population: 1, sampling: 'f1_rank', rows: [['x', 1, 0, 0]] };
    const plots = [{ type: 'pr_curve', x: [0, 1], y: [[1, 0]], ap: [[0.5]] }];
    await send(
      hub,
      'training_complete',
      {
        runId,
        results: { metrics: { a: 1 }, bestEpoch: 0, bestFitness: 0.5, validation },
        classNames: ['circle'],
        plots,
      },
      { modelId },
    );
    const { body } = await hub.request('GET', `/app/v1/models/${modelId}`);
    const { environment, train_args, model_info, results, class_names, ...more } = body.records;
    assert.equal(environment.gitCommit, 'abc');
    assert.equal(train_args.cache, 'False');
    assert.deepEqual(model_info, modelInfo);
    assert.deepEqual(results, { metrics: { a: 1 }, bestEpoch: 0, bestFitness: 0.5 });
    assert.deepEqual(class_names, ['circle']);
    assert.deepEqual([more.plots, more.validation], [plots, validation]);
  });

  it('of the machine is kept in one shape, whatever shape it came in', async () => {
    const { modelId } = await started(hub, run('system', 'train'));
    const system = {
      cpu: 45,
      ram: 78,
      disk: { read_mbs: 1, write_mbs: 2, used_gb: 100 },
      network: { recv_mbs: 1, sent_mbs: 0 },
      gpus: { 0: { usage: 90, memory: 50, temp: 70, power: 200 } },
    };
    await send(hub, 'epoch_end', { epoch: 0, metrics: { a: 1 }, system }, { modelId });
    const { body } = await hub.request('GET', `/app/v1/models/${modelId}/system`);
    const { sample } = body.items[0];
    assert.deepEqual(sample.disk, [{ mount: '/', used_gb: 107.374 }]);
    assert.deepEqual(sample.disk_io, { read_mbs: 1.049, write_mbs: 2.097 });
    assert.deepEqual(sample.gpus, system.gpus);
  });
});
