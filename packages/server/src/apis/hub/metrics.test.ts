import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestHub } from '../../../test-support/test-hub.ts';

let hub: TestHub;
before(async () => {
  hub = await TestHub.start();
});
after(() => hub[Symbol.asyncDispose]());

const send = (id: string, metrics: unknown) =>
  hub.request('POST', `/v1/models/${id}`, { body: { type: 'metrics', metrics } });

async function series(id: string): Promise<Record<string, Record<string, unknown>>> {
  const { body } = await hub.request('GET', `/v1/models/${id}/metrics`);
  return Object.fromEntries(
    body.data.map((entry: { meta: { name: string }; data: object }) => [
      entry.meta.name,
      entry.data,
    ]),
  );
}

const beat = (id: string, agentId: string | null) =>
  hub.request('POST', `/v1/agent/heartbeat/models/${id}`, { body: { agent: 'python', agentId } });

describe('metrics', () => {
  it('come back as one entry a series with its values by epoch, NaN and null told apart', async () => {
    const id = await hub.model();
    await send(id, { 0: '{"loss": 0.5, "map": NaN}', 1: '{"loss": Infinity, "map": null}' });
    assert.deepEqual(await series(id), {
      loss: { 0: 0.5, 1: 'Infinity' },
      map: { 0: 'NaN', 1: null },
    });
  });

  it('may come late, twice and out of order; a later call for an epoch merges with the earlier', async () => {
    const id = await hub.model();
    await send(id, { 2: { a: 3, b: 30 } });
    await send(id, { 0: { a: 1 } });
    await send(id, { 2: { a: 3, b: 30 } });
    await send(id, { 2: { a: 4 } });
    assert.deepEqual(await series(id), { a: { 0: 1, 2: 4 }, b: { 2: 30 } });
    const model = await hub.request('GET', `/v1/models/${id}`);
    assert.equal(model.body.data.epochsDone, 3);
    assert.equal(model.body.data.state, 'training');
  });

  it('of 200 calls at the same moment are all kept, each for its own model', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => hub.model()));
    const calls = Array.from({ length: 200 }, (_, call) =>
      send(ids[call % 20]!, { [Math.floor(call / 20)]: { value: call } }),
    );
    for (const answer of await Promise.all(calls)) assert.equal(answer.status, 200);
    for (const [index, id] of ids.entries()) {
      const { value } = await series(id);
      const expected = Array.from({ length: 10 }, (_, epoch) => [epoch, epoch * 20 + index]);
      assert.deepEqual(value, Object.fromEntries(expected));
    }
  });

  it('of a call that is refused leave the others of the same moment alone', async () => {
    const good = await hub.model();
    const full = await hub.model();
    const many = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`${prefix}${n}`, n]));
    assert.equal((await send(full, { 0: many('a') })).status, 200);
    assert.equal((await send(full, { 0: many('b') })).status, 200);
    const [refused, kept] = await Promise.all([
      send(full, { 1: { one: 1, more: 2 } }),
      send(good, { 0: { loss: 1 } }),
    ]);
    assert.equal(refused.body.code, 'too_many_series');
    assert.equal(kept.status, 200);
    assert.deepEqual(await series(good), { loss: { 0: 1 } });
    assert.equal(Object.keys(await series(full)).length, 20_000);
  });

  it('of a model in the trash are kept, should it be restored', async () => {
    const id = await hub.model();
    await hub.request('DELETE', `/v1/models/${id}`);
    assert.equal((await send(id, { 0: { loss: 1 } })).status, 200);
    await hub.request('POST', `/app/v1/models/${id}/restore`);
    assert.deepEqual(await series(id), { loss: { 0: 1 } });
  });

  it('are still there after the hub was started again', async () => {
    const id = await hub.model();
    await send(id, { 0: { loss: 1.25 } });
    await hub.restart();
    assert.deepEqual(await series(id), { loss: { 0: 1.25 } });
    await send(id, { 1: { loss: 1 } });
    assert.deepEqual(await series(id), { loss: { 0: 1.25, 1: 1 } });
  });
});

describe('attempts', () => {
  it('begin with each new session and keep their metrics apart; the last one counts', async () => {
    const id = await hub.model();
    const first = (await beat(id, null)).body.data.agentId;
    assert.equal((await beat(id, first)).body.data.agentId, first);
    await send(id, { 0: { loss: 3 }, 1: { loss: 2 }, 2: { loss: 9 } });
    const second = (await beat(id, null)).body.data.agentId;
    assert.notEqual(second, first);
    const resumed = await send(id, { 2: { loss: 1 } });
    assert.equal(resumed.body.data.attempt, 2);
    assert.deepEqual(await series(id), { loss: { 0: 3, 1: 2, 2: 1 } });
  });

  it('are not used up by sessions that brought nothing', async () => {
    const id = await hub.model();
    for (let time = 0; time < 3; time++) await beat(id, null);
    assert.equal((await send(id, { 0: { loss: 1 } })).body.data.attempt, 1);
  });
});

describe('a heartbeat', () => {
  it('always names the agent id to go on with', async () => {
    const id = await hub.model();
    const { body } = await hub.request('POST', `/v1/agent/heartbeat/models/${id}`, { body: {} });
    assert.match(body.data.agentId, /^[A-Za-z0-9]{20}$/);
  });

  it('turns a new model into one that trains, and leaves a trained one trained', async () => {
    const id = await hub.model();
    const { agentId } = (await beat(id, null)).body.data;
    assert.equal((await hub.request('GET', `/v1/models/${id}`)).body.data.state, 'training');
    const file = { name: 'best.pt', content: new Uint8Array(100) };
    await hub.upload(`/v1/models/${id}/upload`, { type: 'final', epoch: '1', map: '0.5' }, file);
    for (const late of [agentId, null]) await beat(id, late);
    assert.equal((await hub.request('GET', `/v1/models/${id}`)).body.data.state, 'trained');
  });
});

describe('a reset', () => {
  it('takes away metrics and weights, keeps the arguments, and starts another attempt', async () => {
    const id = await hub.model({ config: { epochs: 7 } });
    await send(id, { 0: { loss: 1 } });
    const file = { name: 'best.pt', content: new Uint8Array(100) };
    await hub.upload(`/v1/models/${id}/upload`, { type: 'final', epoch: '1', map: '0.5' }, file);
    assert.equal(
      (await hub.request('POST', '/model-reset', { body: { modelId: id } })).status,
      200,
    );
    const { data } = (await hub.request('GET', `/v1/models/${id}`)).body;
    assert.deepEqual(
      [data.status, data.has_best_weights, data.epochs, data.epochsDone],
      ['new', false, 7, 0],
    );
    assert.deepEqual(await series(id), {});
    assert.equal((await send(id, { 0: { loss: 5 } })).body.data.attempt, 2);
    assert.deepEqual(await series(id), { loss: { 0: 5 } });
  });

  it('takes its key from the body too, where clients up to 8.2 put it', async () => {
    const modelId = await hub.model();
    const body = { apiKey: hub.key, modelId };
    assert.equal((await hub.request('POST', '/model-reset', { key: null, body })).status, 200);
    const wrong = { apiKey: 'f'.repeat(42), modelId };
    const refused = await hub.request('POST', '/model-reset', { key: null, body: wrong });
    assert.equal(refused.body.code, 'invalid_credentials');
    const none = await hub.request('POST', '/model-reset', { key: null, body: { modelId } });
    assert.equal(none.body.code, 'not_signed_in');
  });
});
