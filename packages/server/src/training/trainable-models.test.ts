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
