import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { run, send, started } from '../../../test-support/platform-run.ts';
import { TestHub } from '../../../test-support/test-hub.ts';

let hub: TestHub;
before(async () => {
  hub = await TestHub.start();
});
after(() => hub[Symbol.asyncDispose]());

const download = (address: string, method = 'GET', key = hub.key) =>
  hub.request(method, `/api/webhooks/models/${address}/download`, { key });
const files = (address: string, key = hub.key) =>
  hub.request('GET', `/api/models/${address}/files`, { key });

async function trained(project: string, name: string, content = new Uint8Array(randomBytes(2000))) {
  const { modelId, runId } = await started(hub, run(project, name));
  const asked = await hub.request('POST', '/api/webhooks/models/upload', {
    body: { modelId, runId, filename: 'best.pt' },
  });
  await fetch(asked.body.uploadUrl, { method: 'PUT', body: content });
  const results = { modelPath: asked.body.gcsPath };
  await send(hub, 'training_complete', { results, runId }, { modelId });
  return modelId as string;
}

describe('ul://owner/project/model', () => {
  it('leads to the weights, by a name that only this content has', async () => {
    const content = new Uint8Array(randomBytes(2000));
    await trained('garden', 'roses', content);
    for (const method of ['HEAD', 'GET']) {
      const answer = await download('owner/garden/roses', method);
      assert.equal(answer.status, 302);
      const location = answer.headers.get('location')!;
      assert.match(location, new RegExp(`^${hub.url}/f-.*/roses-[0-9a-f]{12}\\.pt$`));
      const sent = await (await fetch(location)).arrayBuffer();
      assert.deepEqual(new Uint8Array(sent), content);
    }
    const { body } = await files('owner/garden/roses');
    assert.deepEqual([body.files.length, body.files[0].size], [1, 2000]);
    assert.match(body.files[0].name, /^roses-[0-9a-f]{12}\.pt$/);
    const resumed = await fetch(body.files[0].downloadUrl, { headers: { range: 'bytes=1000-' } });
    assert.deepEqual([resumed.status, (await resumed.arrayBuffer()).byteLength], [206, 1000]);
  });

  it('without weights is a 409, or no files; what is not there or hidden is a 404', async () => {
    await started(hub, run('garden', 'bare'));
    assert.equal((await download('owner/garden/bare')).status, 409);
    assert.deepEqual((await files('owner/garden/bare')).body, { files: [] });
    await trained('garden', 'hidden');
    const { key } = await hub.member('eve@example.org');
    for (const [address, by] of [
      ['owner/garden/none', hub.key],
      ['nobody/garden/hidden', hub.key],
      ['owner/garden/hidden', key],
      ['owner/..%2Fgarden/hidden', hub.key],
    ] as const) {
      assert.equal((await download(address, 'GET', by)).status, 404);
      assert.equal((await files(address, by)).status, 404);
    }
  });

  it('is open to others when the model is public', async () => {
    const id = await trained('garden', 'shown');
    await hub.request('PATCH', `/v1/models/${id}`, { body: { public: true } });
    const { key } = await hub.member('frank@example.org');
    assert.equal((await download('owner/garden/shown', 'GET', key)).status, 302);
  });

  it('made by clients of a signed link of ours leads back to that link', async () => {
    await trained('garden', 'lilies');
    const { downloadUrl } = (await files('owner/garden/lilies')).body.files[0];
    const address = downloadUrl.slice(hub.url.length + 1);
    assert.equal((await download(address)).headers.get('location'), downloadUrl);
    assert.equal((await files(address)).body.files[0].downloadUrl, downloadUrl);
    assert.equal((await files(address.replace('.pt', '.zip'))).status, 403);
  });

  it('of somebody whose name begins like a signed link is no link', async () => {
    await hub.request('PATCH', '/v1/users/me', { body: { username: 'f-smith' } });
    await trained('garden', 'tulips');
    assert.equal((await download('f-smith/garden/tulips')).status, 302);
    await hub.request('PATCH', '/v1/users/me', { body: { username: 'owner' } });
  });
});

describe('yolo login', () => {
  it('is answered to every generation, with a user name', async () => {
    const headers = { authorization: `Bearer ${hub.key}` };
    const settings = await hub.request('GET', '/api/settings', { key: null, headers });
    assert.deepEqual([settings.status, settings.body.username], [200, 'owner']);
    const summary = await hub.request('GET', '/api/account/summary', { key: null, headers });
    assert.equal(summary.body.username, 'owner');
    assert.equal(summary.body.counts.projects, 1);
    const hubEra = await hub.request('POST', '/v1/auth');
    assert.equal(hubEra.body.success, true);
  });

  it('with a wrong key is a 401 everywhere', async () => {
    const headers = { authorization: `Bearer ${'0'.repeat(42)}` };
    for (const path of ['/api/settings', '/api/account/summary']) {
      const answer = await hub.request('GET', path, { key: null, headers });
      assert.deepEqual([answer.status, typeof answer.body.error], [401, 'string']);
    }
  });
});
