import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestHub } from '../../test-support/test-hub.ts';

let hub: TestHub;
before(async () => {
  hub = await TestHub.start();
});
after(() => hub[Symbol.asyncDispose]());

const send = (id: string, epoch: number, key?: string) =>
  hub.request('POST', `/v1/models/${id}`, {
    body: { type: 'metrics', metrics: { [epoch]: { loss: 1 } } },
    ...(key !== undefined && { key }),
  });

describe('models that send their first epochs at the same moment', () => {
  it('are each found, or not, by their own', async () => {
    const { key } = await hub.member('neighbour@example.org');
    const own = await Promise.all(Array.from({ length: 30 }, () => hub.model()));
    const ids = [...own, 'a'.repeat(20), '%00', 'x\'y"z'];
    const replies = await Promise.all([
      ...ids.map((id) => send(id, 0)),
      ...own.slice(0, 3).map((id) => send(id, 1, key)),
    ]);
    assert.deepEqual(
      replies.map(({ status }) => status),
      [...own.map(() => 200), 404, 404, 404, 404, 404, 404],
    );
  });
});

describe('a model whose owner has just sent an epoch', () => {
  it('is still hidden from others', async () => {
    const id = await hub.model();
    assert.equal((await send(id, 0)).status, 200);
    const { key } = await hub.member('stranger@example.org');
    assert.equal((await send(id, 1, key)).status, 404);
    const { body } = await hub.request('GET', `/v1/models/${id}`);
    assert.equal(body.data.epochsDone, 1);
  });

  it('is not found once it is deleted for good', async () => {
    const id = await hub.model();
    await send(id, 0);
    await hub.request('DELETE', `/v1/models/${id}?hard=true`);
    const { status, body } = await send(id, 1);
    assert.deepEqual([status, body.code], [404, 'not_found']);
  });
});
