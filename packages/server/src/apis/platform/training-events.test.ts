import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { run, send, started } from '../../../test-support/platform-run.ts';
import { TestHub } from '../../../test-support/test-hub.ts';

let hub: TestHub;
before(async () => {
  hub = await TestHub.start();
});
after(() => hub[Symbol.asyncDispose]());

const model = async (id: string) => (await hub.request('GET', `/v1/models/${id}`)).body.data;

/** Series by name, each its value by epoch. */
async function series(id: string): Promise<Record<string, Record<string, unknown>>> {
  const { body } = await hub.request('GET', `/v1/models/${id}/metrics`);
  return Object.fromEntries(
    body.data.map((one: { meta: { name: string }; data: object }) => [one.meta.name, one.data]),
  );
}

const epoch = (number: number, metrics: object, more: object = {}) => ({
  epoch: number,
  metrics,
  system: {},
  ...more,
});

describe('training_started', () => {
  it('makes a model in a project, and tells its id, slug, page and run', async () => {
    const body = await started(hub, run('fruit', 'yolo-small', { epochs: '3', imgsz: '64' }));
    assert.match(body.modelId, /^[A-Za-z0-9]{20}$/);
    assert.deepEqual(
      { ...body, modelId: undefined },
      {
        received: true,
        ok: true,
        event: 'training_started',
        modelId: undefined,
        modelSlug: 'yolo-small',
        runId: 1,
        mode: 'remote',
        modelUrl: `${hub.url}/models/${body.modelId}`,
      },
    );
    const made = await model(body.modelId);
    assert.deepEqual(
      [made.meta.name, made.project.name, made.state, made.epochs, made.imgsz, made.cfg],
      ['yolo-small', 'fruit', 'training', 3, 64, 'yolo11n.yaml'],
    );
  });

  it('sent again, because its reply was lost, is the same run', async () => {
    const start = run('again', 'train');
    const first = await started(hub, start);
    const second = await started(hub, start);
    assert.deepEqual(second, first);
  });

  it('sent several times at the same moment is one run; starts of others are others', async () => {
    const same = run('race', 'train');
    const others = ['a', 'b', 'c'].map((hostname) => run('race', 'train', {}, { hostname }));
    const starts = others.flatMap((other) => [same, other]);
    const replies = await Promise.all([...starts, same].map((start) => started(hub, start)));
    const ids = replies.filter((_, index) => index % 2 === 0).map(({ modelId }) => modelId);
    assert.equal(new Set(ids).size, 1);
    assert.deepEqual([...new Set(replies.map(({ modelSlug }) => modelSlug))].sort(), [
      'train',
      'train-2',
      'train-3',
      'train-4',
    ]);
  });

  it('of another training with the same name gets the next free slug', async () => {
    const one = await started(hub, run('numbers', 'train'));
    const two = await started(hub, run('numbers', 'train', {}, { hostname: 'other-machine' }));
    const three = await started(hub, run('numbers', 'train', { seed: '1' }));
    assert.deepEqual(
      [one, two, three].map(({ modelSlug }) => modelSlug),
      ['train', 'train-2', 'train-3'],
    );
    const { body } = await hub.request('GET', '/v1/projects?query=numbers');
    assert.equal(body.data.results.length, 1);
  });

  it('after a training that has brought something is another model, also when it is equal', async () => {
    const start = run('rerun', 'train');
    const first = await started(hub, start);
    await send(hub, 'epoch_end', epoch(0, { a: 1 }), { modelId: first.modelId });
    const second = await started(hub, start);
    assert.deepEqual([second.modelSlug, second.runId], ['train-2', 1]);
  });

  it('that resumes goes on with the newest unfinished model of its name, as its next attempt', async () => {
    const first = await started(hub, run('resumed', 'train'));
    await send(hub, 'epoch_end', epoch(0, { a: 1 }), { modelId: first.modelId });
    const again = await started(hub, run('resumed', 'train', { resume: '/tmp/x/last.pt' }));
    assert.deepEqual([again.modelId, again.runId], [first.modelId, 2]);
    await send(hub, 'training_complete', { results: {} }, { modelId: first.modelId });
    const late = await started(hub, run('resumed', 'train', { resume: 'True' }));
    assert.equal(late.modelSlug, 'train-2');
  });

  it('that names its recorded model goes on with it, even after a cancellation', async () => {
    const first = await started(hub, run('recorded', 'train'));
    await send(hub, 'epoch_end', epoch(0, { a: 1 }), { modelId: first.modelId });
    const start = run('recorded', 'train', { resume: 'True' });
    const answer = await send(hub, 'training_started', start.data, { modelId: first.modelId });
    assert.deepEqual([answer.body.modelId, answer.body.runId], [first.modelId, 2]);
  });

  it('that names a trained model is told that it has ended, one that is gone gets a 404', async () => {
    const first = await started(hub, run('ended', 'train'));
    await send(hub, 'training_complete', { results: {} }, { modelId: first.modelId });
    const data = run('ended', 'train', { resume: 'True' }).data;
    const ended = await send(hub, 'training_started', data, { modelId: first.modelId });
    assert.deepEqual([ended.status, ended.body.cancelled], [200, true]);
    assert.equal((await model(first.modelId)).state, 'trained');
    const gone = await send(hub, 'training_started', data, { modelId: 'A'.repeat(20) });
    assert.equal(gone.status, 404);
    assert.equal(typeof gone.body.error, 'string');
  });

  it('trains a model that was made in the browser for it', async () => {
    const { body } = await hub.request('POST', '/v1/projects', { body: { name: 'planned' } });
    const id = await hub.model({ name: 'planned one', projectId: body.data.id });
    const answer = await started(hub, run('planned', 'planned-one'));
    assert.equal(answer.modelId, id);
  });

  it('takes a folder of the trainer for a project of the caller', async () => {
    const answer = await started(hub, run('runs/detect', 'train'));
    assert.equal((await model(answer.modelId)).project.name, 'runs-detect');
  });

  it("takes the caller's own name before a project off, and refuses another's", async () => {
    const other = await hub.member('dora@example.org');
    const own = await started(hub, run('owner/mine', 'train'));
    assert.equal((await model(own.modelId)).project.name, 'mine');
    const { data } = run('x', 'y');
    const refused = await send(hub, 'training_started', data, { project: 'dora/hers', name: 'y' });
    assert.equal(refused.status, 404);
    const hers = await send(
      hub,
      'training_started',
      data,
      { project: 'hers', name: 'y' },
      other.key,
    );
    assert.equal(hers.status, 200);
  });

  it('keeps names that are paths, markup or far too long harmless', async () => {
    for (const [project, name] of [
      ['../../etc', '../passwd'],
      ['<script>alert(1)</script>', '%2e%2e%2f'],
      ['x'.repeat(1000), 'y'.repeat(1000)],
      ['', ''],
    ] as const) {
      const { data } = run('x', 'y');
      const answer = await send(hub, 'training_started', data, { project, name });
      assert.equal(answer.status, 200);
      assert.match(answer.body.modelSlug, /^[a-z0-9-]{1,128}$/);
    }
  });
});

describe('epoch_end', () => {
  it('keeps series under the names sent, null and NaN too, from epoch 0', async () => {
    const { modelId } = await started(hub, run('epochs', 'train'));
    const body = JSON.stringify({
      event: 'epoch_end',
      modelId,
      data: epoch(0, { 'train/box_loss': 1.5, 'val/box_loss': 'X', lr: null }, { fitness: 0.1 }),
    }).replace('"X"', 'NaN');
    const answer = await hub.request('POST', '/api/webhooks/training/metrics', { body });
    assert.deepEqual(answer.body, { received: true, ok: true, event: 'epoch_end', modelId });
    assert.deepEqual(await series(modelId), {
      'train/box_loss': { 0: 1.5 },
      'val/box_loss': { 0: 'NaN' },
      lr: { 0: null },
      fitness: { 0: 0.1 },
    });
  });

  it('merges a second event for an epoch, and what the epoch measured stays', async () => {
    const { modelId } = await started(hub, run('merged', 'train'));
    await send(hub, 'epoch_end', epoch(0, { map: 0.5, 'val/loss': 2 }), { modelId });
    await send(hub, 'epoch_end', epoch(0, { map: 0.9, extra: 1 }), { modelId });
    assert.deepEqual(await series(modelId), {
      map: { 0: 0.5 },
      'val/loss': { 0: 2 },
      extra: { 0: 1 },
    });
  });

  it('leaves out a value that is no number instead of losing the epoch', async () => {
    const { modelId } = await started(hub, run('odd', 'train'));
    const metrics = { good: 1, bad: { a: 1 }, '': 2, ['n'.repeat(1000)]: 3 };
    const answer = await send(hub, 'epoch_end', epoch(0, metrics), { modelId });
    assert.equal(answer.status, 200);
    assert.deepEqual(await series(modelId), { good: { 0: 1 } });
    const none = await send(hub, 'epoch_end', { epoch: -1, metrics: null }, { modelId });
    assert.equal(none.status, 200);
  });

  it('in any order and after the end is kept, and the model stays trained', async () => {
    const { modelId } = await started(hub, run('late', 'train'));
    for (const number of [3, 1, 2]) {
      await send(hub, 'epoch_end', epoch(number, { a: number }), { modelId });
    }
    await send(hub, 'training_complete', { results: {} }, { modelId });
    await send(hub, 'epoch_end', epoch(0, { a: 0 }), { modelId });
    assert.deepEqual(await series(modelId), { a: { 0: 0, 1: 1, 2: 2, 3: 3 } });
    assert.equal((await model(modelId)).state, 'trained');
  });

  it('without an id belongs to the newest run of its name, or registers one', async () => {
    const { modelId } = await started(hub, run('unnamed', 'train'));
    const names = { project: 'unnamed', name: 'train' };
    const answer = await send(hub, 'epoch_end', epoch(0, { a: 1 }), names);
    assert.equal(answer.body.modelId, modelId);
    const lost = { project: 'never-registered', name: 'train' };
    const first = await send(hub, 'epoch_end', epoch(0, { a: 1 }), lost);
    const second = await send(hub, 'epoch_end', epoch(1, { a: 2 }), lost);
    assert.equal(second.body.modelId, first.body.modelId);
    assert.deepEqual(await series(first.body.modelId), { a: { 0: 1, 1: 2 } });
  });

  it('of a thousand trainers at once is answered for each', async () => {
    const { modelId } = await started(hub, run('many', 'train'));
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, number) =>
        send(hub, 'epoch_end', epoch(number, { a: number }, { system: { cpu: 1 } }), { modelId }),
      ),
    );
    assert.ok(answers.every(({ status }) => status === 200));
    assert.equal(Object.keys((await series(modelId))['a']!).length, 200);
  });
});

describe('Stop', () => {
  it('is told in the replies, and the model ends cancelled with what it has', async () => {
    const { modelId } = await started(hub, run('stopped', 'train'));
    const before = await send(hub, 'epoch_end', epoch(0, { a: 1 }), { modelId });
    assert.equal('cancelled' in before.body, false);
    await hub.request('POST', `/app/v1/models/${modelId}/stop`);
    const told = await send(hub, 'epoch_end', epoch(1, { a: 2 }), { modelId });
    assert.equal(told.body.cancelled, true);
    await send(hub, 'training_complete', { results: { metrics: { a: 2 } } }, { modelId });
    assert.equal((await model(modelId)).state, 'cancelled');
    assert.deepEqual(await series(modelId), { a: { 0: 1, 1: 2 } });
  });
});

describe('every event', () => {
  it('is answered by an object that is not empty, an unknown one too', async () => {
    const { modelId } = await started(hub, run('all', 'train'));
    for (const event of [
      'checkpoint_saved',
      'console_output',
      'system_metrics',
      'training_progress',
      'something_new',
      'constructor',
      '__proto__',
    ]) {
      for (const frame of [{ modelId }, { project: 'nobody', name: 'knows' }]) {
        const answer = await send(hub, event, {}, frame);
        assert.deepEqual([answer.status, answer.body.ok], [200, true], event);
      }
    }
  });

  it('without a key, with a wrong or a reading one, is refused in JSON', async () => {
    const { data } = run('x', 'y');
    const body = { event: 'training_started', data, project: 'x', name: 'y' };
    const path = '/api/webhooks/training/metrics';
    const none = await hub.request('POST', path, { body, key: null });
    const wrong = await hub.request('POST', path, { body, key: '0'.repeat(42) });
    assert.deepEqual([none.status, wrong.status], [401, 401]);
    assert.equal(typeof wrong.body.error, 'string');
    const made = await hub.request('POST', '/app/v1/api-keys', {
      body: { name: 'reader', scope: 'read' },
    });
    const reader = await hub.request('POST', path, { body, key: made.body.key });
    assert.equal(reader.status, 403);
  });

  it("for somebody else's model is a 404 like one for no model", async () => {
    const { modelId } = await started(hub, run('private', 'train'));
    const { key } = await hub.member('eve@example.org');
    for (const event of ['training_started', 'epoch_end', 'console_output', 'training_complete']) {
      const answer = await send(hub, event, epoch(0, { a: 1 }), { modelId }, key);
      assert.equal(answer.status, 404, event);
    }
    assert.equal((await model(modelId)).state, 'training');
  });

  it('outlives a restart of the hub', async () => {
    const { modelId } = await started(hub, run('restart', 'train'));
    await send(hub, 'epoch_end', epoch(0, { a: 1 }), { modelId });
    await hub.restart();
    await send(hub, 'epoch_end', epoch(1, { a: 2 }), { modelId });
    assert.deepEqual(await series(modelId), { a: { 0: 1, 1: 2 } });
  });
});
