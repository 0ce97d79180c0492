import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { describe, it } from 'node:test';
import { run, send } from '../../test-support/platform-run.ts';
import { TestHub } from '../../test-support/test-hub.ts';

const file = (size: number, name = 'last.pt') => ({ name, content: new Uint8Array(size).fill(7) });

async function limited(limit: number) {
  const hub = await TestHub.start();
  const { key, userId } = await hub.member('ada@example.org');
  const path = `/app/v1/people/${userId}/storage-limit`;
  const set = await hub.request('PUT', path, { body: { limit } });
  assert.deepEqual([set.status, set.body], [200, { limit, used: 0 }]);
  const made = await hub.request('POST', '/v1/models', { key, body: { name: 'm' } });
  return { hub, key, path, id: made.body.data.id as string };
}

describe('an account with a storage limit', () => {
  it('stores up to it, and after more was granted goes on', async () => {
    const { hub, key, path, id } = await limited(10_000);
    await using _ = hub;
    const upload = (epoch: number, size: number) =>
      hub.upload(`/v1/models/${id}/upload`, { epoch: `${epoch}` }, file(size), { key });
    assert.equal((await upload(0, 8000)).status, 200);
    const refused = await upload(1, 4000);
    assert.deepEqual([refused.status, refused.body.code], [413, 'quota_exceeded']);
    const { body } = await hub.request('GET', '/app/v1/storage', { key });
    assert.deepEqual([body.used, body.limit], [8000, 10_000]);
    assert.equal((await hub.request('GET', `/v1/models/${id}`, { key })).status, 200);
    await hub.request('PUT', path, { body: { limit: null } });
    assert.equal((await upload(1, 4000)).status, 200);
  });

  it('is told so before the first byte of an upload', async () => {
    const { hub, key, id } = await limited(1000);
    await using _ = hub;
    const upload = request(`${hub.url}/v1/models/${id}/upload`, {
      method: 'POST',
      headers: {
        'x-api-key': key,
        'content-type': 'multipart/form-data; boundary=edge',
        'content-length': 5000,
      },
    });
    upload.flushHeaders();
    upload.on('error', () => {});
    const [response] = await once(upload, 'response');
    assert.equal(response.statusCode, 413);
    upload.destroy();
    const resumable = await hub.request('POST', '/app/v1/uploads', {
      key,
      headers: {
        'upload-length': '5000',
        'upload-metadata': Object.entries({
          modelId: id,
          sessionId: 'session-1',
          kind: 'last',
          sha256: 'a'.repeat(64),
        })
          .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
          .join(','),
      },
    });
    assert.deepEqual([resumable.status, resumable.body.code], [413, 'quota_exceeded']);
  });

  it('keeps its Platform training: an upload is always offered, and refused where it is sent', async () => {
    const { hub, key } = await limited(1000);
    await using _ = hub;
    const { modelId } = await startedBy(hub, key);
    const offer = await hub.request('POST', '/api/webhooks/models/upload', {
      key: null,
      headers: { authorization: `Bearer ${key}` },
      body: { filename: 'best.pt', modelId, size: 5000 },
    });
    assert.equal(offer.status, 200);
    const put = await fetch(offer.body.uploadUrl, { method: 'PUT', body: file(5000).content });
    assert.deepEqual(
      [put.status, ((await put.json()) as { code: string }).code],
      [413, 'quota_exceeded'],
    );
    const ended = await send(hub, 'training_complete', { results: {} }, { modelId }, key);
    assert.equal(ended.status, 200);
    const model = await hub.request('GET', `/v1/models/${modelId}`, { key });
    assert.equal(model.body.data.state, 'trained');
  });

  it('is limited by nobody but the owner of the hub', async () => {
    const { hub, key, path } = await limited(1000);
    await using _ = hub;
    for (const method of ['GET', 'PUT']) {
      const body = method === 'PUT' ? { body: { limit: null } } : {};
      assert.equal((await hub.request(method, path, { key, ...body })).status, 403);
    }
    const nobody = '/app/v1/people/nobody/storage-limit';
    assert.equal((await hub.request('GET', nobody)).status, 404);
    assert.equal((await hub.request('PUT', nobody, { body: { limit: 1 } })).status, 404);
  });
});

async function startedBy(hub: TestHub, key: string) {
  const { data, ...frame } = run('p', 'r');
  const answer = await send(hub, 'training_started', data, frame, key);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
}
