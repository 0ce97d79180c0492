import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { TestHub } from '../../../test-support/test-hub.ts';

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

/** The requests of tus, one by one. */
function tus(hub: TestHub) {
  const send = (method: string, url: string, headers: Record<string, string>, body?: Buffer) =>
    fetch(new URL(url, hub.url), {
      method,
      headers: { 'x-api-key': hub.key, 'tus-resumable': '1.0.0', ...headers },
      ...(body && { body: new Uint8Array(body) }),
    });
  return {
    create: (size: number, metadata: Record<string, string>) =>
      send('POST', '/app/v1/uploads', {
        'upload-length': String(size),
        'upload-metadata': Object.entries(metadata)
          .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
          .join(','),
      }),
    patch: (url: string, offset: number, body: Buffer) =>
      send(
        'PATCH',
        url,
        { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
        body,
      ),
    offset: async (url: string) =>
      Number((await send('HEAD', url, {})).headers.get('upload-offset') ?? Number.NaN),
    remove: (url: string) => send('DELETE', url, {}),
  };
}

test('a checkpoint arrives in pieces, over a restart of the hub, and is handed out', async () => {
  await using hub = await TestHub.start();
  const modelId = await hub.model();
  const content = randomBytes(500_000);
  const metadata = { modelId, sessionId: 'session-1', kind: 'last', epoch: '3', isBest: 'true' };
  const { create } = tus(hub);
  const created = await create(content.length, { ...metadata, sha256: sha256(content) });
  assert.equal(created.status, 201);
  assert.equal(created.headers.get('tus-resumable'), '1.0.0');
  const url = created.headers.get('location') as string;
  assert.equal((await tus(hub).patch(url, 0, content.subarray(0, 200_000))).status, 204);
  await hub.restart();
  const { patch, offset } = tus(hub);
  assert.equal(await offset(url), 200_000);
  assert.equal((await patch(url, 100, content.subarray(100))).status, 409);
  const last = await patch(url, 200_000, content.subarray(200_000));
  assert.equal(last.headers.get('upload-offset'), '500000');
  assert.equal(await offset(url), 500_000);
  const { body } = await hub.request('GET', `/v1/models/${modelId}`);
  const download = await fetch(body.data.resume);
  assert.deepEqual(Buffer.from(await download.arrayBuffer()), content);
});

test('content that is not what was announced is refused, and forgotten', async () => {
  await using hub = await TestHub.start();
  const modelId = await hub.model();
  const { create, patch, offset } = tus(hub);
  const metadata = { modelId, sessionId: 'session-1', kind: 'final', sha256: '0'.repeat(64) };
  const created = await create(4, metadata);
  const url = created.headers.get('location') as string;
  assert.equal((await patch(url, 0, Buffer.from('nope'))).status, 460);
  assert.ok(Number.isNaN(await offset(url)));
  const { body } = await hub.request('GET', `/v1/models/${modelId}`);
  assert.equal(body.data.has_best_weights, false);
});

test('uploads that cannot become a checkpoint are refused at once', async () => {
  await using hub = await TestHub.start({ maxUpload: 1000 });
  const modelId = await hub.model();
  const { create, patch, remove, offset } = tus(hub);
  const metadata = { modelId, sessionId: 'session-1', kind: 'last', sha256: 'a'.repeat(64) };
  assert.equal((await create(1001, metadata)).status, 413);
  assert.equal((await create(0, metadata)).status, 422);
  assert.equal((await create(10, { ...metadata, sha256: 'short' })).status, 422);
  assert.equal((await create(10, { ...metadata, modelId: 'B'.repeat(20) })).status, 404);
  const created = await create(10, metadata);
  const url = created.headers.get('location') as string;
  assert.equal((await patch(url, 0, Buffer.alloc(11))).status, 413);
  assert.equal((await remove(url)).status, 204);
  assert.ok(Number.isNaN(await offset(url)));
});
