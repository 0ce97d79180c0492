import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestHub } from '../../../test-support/test-hub.ts';

const events = (hub: TestHub, id: string, body: object, key?: string) =>
  hub.request('POST', `/app/v1/models/${id}/events`, { body, ...(key && { key }) });

async function seriesOf(hub: TestHub, id: string): Promise<Record<string, unknown>> {
  const { body } = await hub.request('GET', `/v1/models/${id}/metrics`);
  return Object.fromEntries(
    body.data.map(({ meta, data }: { meta: { name: string }; data: unknown }) => [meta.name, data]),
  );
}

test('a hub says what it can do beyond the HUB API, to anybody', async () => {
  await using hub = await TestHub.start();
  const { status, body } = await hub.request('GET', '/app/v1', { key: null });
  assert.equal(status, 200);
  assert.equal(body.name, 'trainyard');
  assert.deepEqual(body.capabilities, ['events', 'finish', 'tus', 'files']);
});

test('a batch sent twice changes nothing', async () => {
  await using hub = await TestHub.start();
  const id = await hub.model();
  const batch = {
    sessionId: 'session-1',
    metrics: [
      { step: 0, values: { loss: 1, odd: 'NaN' } },
      { step: 1, values: { loss: 0.5 } },
    ],
    console: [{ n: 0, at: 1, stream: 'stdout', text: 'hello' }],
    system: [{ at: 1000, values: { cpu: 5 } }],
    environment: { host: 'here' },
  };
  for (let time = 0; time < 2; time++) {
    const { status, body } = await events(hub, id, batch);
    assert.deepEqual([status, body], [200, { cancelled: false }]);
  }
  assert.deepEqual(await seriesOf(hub, id), { loss: { 0: 1, 1: 0.5 }, odd: { 0: 'NaN' } });
  const { body } = await hub.request('GET', `/v1/models/${id}`);
  assert.deepEqual([body.data.state, body.data.attempt, body.data.epochsDone], ['training', 1, 2]);
});

test('what an earlier session sends late stays in its attempt', async () => {
  await using hub = await TestHub.start();
  const id = await hub.model();
  const log = (sessionId: string, step: number, loss: number) =>
    events(hub, id, { sessionId, metrics: [{ step, values: { loss } }] });
  await log('session-1', 0, 1);
  await log('session-2', 0, 2);
  await log('session-1', 0, 3);
  await log('session-1', 1, 4);
  assert.deepEqual(await seriesOf(hub, id), { loss: { 0: 2, 1: 4 } });
  const { body } = await hub.request('GET', `/v1/models/${id}`);
  assert.equal(body.data.attempt, 2);
});

test('a session that is heard for the first time after its successor stays before it', async () => {
  await using hub = await TestHub.start();
  const id = await hub.model();
  const log = (sessionId: string, loss: number, predecessors?: string[]) =>
    events(hub, id, { sessionId, predecessors, metrics: [{ step: 0, values: { loss } }] });
  await log('session-1', 1);
  await log('session-3', 3, ['session-1', 'session-2']);
  await log('session-2', 2);
  assert.deepEqual(await seriesOf(hub, id), { loss: { 0: 3 } });
  const { body } = await hub.request('GET', `/v1/models/${id}`);
  assert.equal(body.data.attempt, 3);
});

test('Stop is told to the session of the current attempt only', async () => {
  await using hub = await TestHub.start();
  const id = await hub.model();
  await hub.request('POST', `/v1/agent/heartbeat/models/${id}`, { body: { agentId: null } });
  await events(hub, id, { sessionId: 'session-1', metrics: [{ step: 0, values: { loss: 1 } }] });
  await events(hub, id, { sessionId: 'session-2' });
  await hub.request('POST', `/app/v1/models/${id}/stop`);
  const answers = await Promise.all(
    ['session-1', 'session-2'].map((sessionId) => events(hub, id, { sessionId })),
  );
  assert.deepEqual(
    answers.map(({ body }) => body.cancelled),
    [false, true],
  );
});

test('the end of an earlier session does not end the one under way', async () => {
  await using hub = await TestHub.start();
  const id = await hub.model();
  const finish = (body: object) => hub.request('POST', `/app/v1/models/${id}/finish`, { body });
  await events(hub, id, { sessionId: 'session-1', metrics: [{ step: 0, values: { loss: 1 } }] });
  await events(hub, id, { sessionId: 'session-2', metrics: [{ step: 1, values: { loss: 1 } }] });
  const late = await finish({ sessionId: 'session-1', state: 'failed', exitCode: 1 });
  assert.deepEqual([late.status, late.body.state], [200, 'training']);
  const now = { sessionId: 'session-2', state: 'failed', message: 'it broke', lastLines: ['boom'] };
  assert.equal((await finish(now)).body.state, 'failed');
  assert.equal((await finish(now)).body.state, 'failed');
});

test('after a reset a session that still runs begins the next attempt', async () => {
  await using hub = await TestHub.start();
  const id = await hub.model();
  const log = (step: number) =>
    events(hub, id, { sessionId: 'session-1', metrics: [{ step, values: { loss: step } }] });
  await log(5);
  await hub.request('POST', '/model-reset', { body: { modelId: id } });
  await log(6);
  assert.deepEqual(await seriesOf(hub, id), { loss: { 6: 6 } });
});

test('bad batches and strangers are refused', async () => {
  await using hub = await TestHub.start();
  const id = await hub.model();
  const { key } = await hub.member('stranger@example.org');
  assert.equal((await events(hub, id, { sessionId: 'session-1' }, key)).status, 404);
  assert.equal((await events(hub, id, {})).status, 422);
  const steps = { sessionId: 'session-1', metrics: [{ step: -1, values: {} }] };
  assert.equal((await events(hub, id, steps)).status, 422);
  const name = { sessionId: 'session-1', metrics: [{ step: 0, values: { ['x'.repeat(300)]: 1 } }] };
  assert.equal((await events(hub, id, name)).body.code, 'invalid_metrics');
});

test('a session that leaves is disconnected at once, and one that was replaced is not heard', async () => {
  await using hub = await TestHub.start();
  const id = await hub.model();
  const state = async () => (await hub.request('GET', `/v1/models/${id}`)).body.data.state;
  const metrics = [{ step: 0, values: { loss: 1 } }];
  await events(hub, id, { sessionId: 'session-1', metrics });
  await events(hub, id, { sessionId: 'session-2', metrics });
  await events(hub, id, { sessionId: 'session-1', leaving: true });
  assert.equal(await state(), 'training');
  await events(hub, id, { sessionId: 'session-2', leaving: true });
  assert.equal(await state(), 'disconnected');
  await events(hub, id, { sessionId: 'session-2', metrics });
  assert.equal(await state(), 'training');
});
