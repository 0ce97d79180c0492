import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { type EventFrame, run, send, started } from '../../../test-support/platform-run.ts';
import { S3Server } from '../../../test-support/s3-server.ts';
import { TestHub } from '../../../test-support/test-hub.ts';
import { until } from '../../../test-support/until.ts';
import { Bucket } from './bucket.ts';
import { parseS3Location } from './s3-location.ts';

const LIMIT = 8_000_000;

let server: S3Server;
let hub: TestHub;
let bucket: Bucket;
before(async () => {
  server = await S3Server.start();
  const blobsUrl = server.url();
  bucket = new Bucket(parseS3Location(blobsUrl));
  hub = await TestHub.start({ blobsUrl, maxUpload: LIMIT, sweepSeconds: 0.1 });
});
after(async () => {
  bucket.close();
  await hub[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const weights = (size = 100_000) => new Uint8Array(randomBytes(size));
const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const model = async (id: string, of = hub) =>
  (await of.request('GET', `/v1/models/${id}`)).body.data;
const incoming = () => Array.fromAsync(bucket.list('incoming/'));
const hashAt = async (url: string) =>
  sha256(new Uint8Array(await (await fetch(url)).arrayBuffer()));

const ask = async (frame: object) =>
  (await hub.request('POST', '/api/webhooks/models/upload', { body: frame })).body;

/** As the client sends it: bytes of declared length, no credentials. */
async function put(url: string, body: Uint8Array<ArrayBuffer>): Promise<number> {
  const headers = { 'content-type': 'application/octet-stream' };
  return (await fetch(url, { method: 'PUT', headers, body, redirect: 'error' })).status;
}

async function upload(frame: EventFrame, content: Uint8Array<ArrayBuffer>): Promise<string> {
  const { uploadUrl, gcsPath } = await ask({ filename: 'best.pt', ...frame });
  assert.equal(new URL(uploadUrl).origin, server.endpoint);
  assert.equal(await put(uploadUrl, content), 200);
  return gcsPath;
}

describe('a checkpoint that is PUT into the bucket', () => {
  it('is there once the event that names it is answered', async () => {
    const { modelId, runId } = await started(hub, run('direct', 'train'));
    const content = weights(7_000_000);
    const modelPath = await upload({ modelId }, content);
    const saved = await send(hub, 'checkpoint_saved', { modelPath, runId }, { modelId });
    assert.deepEqual([saved.status, saved.body.warning], [200, undefined]);
    assert.equal(await hashAt((await model(modelId)).resume), sha256(content));
    assert.deepEqual(await incoming(), []);
  });

  it('becomes the final weights by the completion that names it', async () => {
    const { modelId, runId } = await started(hub, run('ends', 'train', { epochs: '1' }));
    await send(hub, 'epoch_end', { epoch: 0, metrics: { a: 1 } }, { modelId });
    const content = weights();
    const modelPath = await upload({ modelId }, content);
    const results = { metrics: { 'metrics/mAP50-95(B)': 0.5 }, modelPath };
    for (let times = 0; times < 2; times++) {
      await send(hub, 'training_complete', { results, runId }, { modelId });
    }
    const trained = await model(modelId);
    assert.equal(trained.state, 'trained');
    assert.equal(await hashAt(trained.weights), sha256(content));
  });

  it('is found though nobody announces it', async () => {
    const { modelId } = await started(hub, run('silent', 'train'));
    const content = weights();
    await upload({ modelId }, content);
    await until(async () => (await model(modelId)).has_last_weights);
    assert.equal(await hashAt((await model(modelId)).resume), sha256(content));
    await until(async () => (await incoming()).length === 0);
  });

  it('sent twice to the same URL is one checkpoint', async () => {
    const { modelId, runId } = await started(hub, run('again', 'train'));
    const { uploadUrl, gcsPath: modelPath } = await ask({ modelId, filename: 'last.pt' });
    const content = weights();
    for (let times = 0; times < 2; times++) {
      assert.equal(await put(uploadUrl, content), 200);
      await send(hub, 'checkpoint_saved', { modelPath, runId }, { modelId });
      await until(async () => (await incoming()).length === 0);
    }
    const { body } = await hub.request('GET', `/app/v1/models/${modelId}`);
    assert.equal(body.checkpoints.count, 1);
  });

  it('torn, or larger than the hub accepts, is refused when it is named, and dropped', async () => {
    const { modelId, runId } = await started(hub, run('torn', 'train'));
    const torn = weights();
    torn.set([0x50, 0x4b, 3, 4]);
    for (const [content, status] of [
      [torn, 422],
      [weights(LIMIT + 1), 413],
    ] as const) {
      const modelPath = await upload({ modelId }, content);
      const saved = await send(hub, 'checkpoint_saved', { modelPath, runId }, { modelId });
      // Unless the sweep was quicker, which drops it too.
      if (saved.status !== 200) assert.equal(saved.status, status);
      else assert.match(saved.body.warning, /No upload/);
    }
    assert.deepEqual(await incoming(), []);
    assert.equal((await model(modelId)).has_last_weights, false);
  });

  it('has exactly the length that was said beforehand', async () => {
    const { modelId } = await started(hub, run('length', 'train'));
    const { uploadUrl } = await ask({ modelId, filename: 'best.pt', size: 100_000 });
    assert.equal(await put(uploadUrl, weights(100_001)), 403);
    assert.equal(await put(uploadUrl, weights(100_000)), 200);
  });

  it('becomes final although the bucket was away when the training ended', async () => {
    const { modelId, runId } = await started(hub, run('outage', 'train', { epochs: '1' }));
    await send(hub, 'epoch_end', { epoch: 0, metrics: { a: 1 } }, { modelId });
    const content = weights();
    const modelPath = await upload({ modelId }, content);
    await server.stop();
    try {
      const results = { metrics: { 'metrics/mAP50-95(B)': 0.25 }, modelPath };
      const ended = await send(hub, 'training_complete', { results, runId }, { modelId });
      assert.deepEqual([ended.status, (await model(modelId)).state], [200, 'trained']);
    } finally {
      await server.resume();
    }
    await until(async () => (await model(modelId)).has_best_weights);
    assert.equal(await hashAt((await model(modelId)).weights), sha256(content));
  });
});

describe('a download from a bucket', () => {
  let url: string;
  const content = weights();
  before(async () => {
    const id = await hub.model();
    const file = { name: 'best.pt', content };
    await hub.upload(`/v1/models/${id}/upload`, { type: 'final', map: '1' }, file);
    url = (await model(id)).weights;
  });
  /** Not by fetch, which has headers of its own. */
  async function get(headers: Record<string, string>, method = 'GET') {
    const sent = request(url, { method, headers }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const body = new Uint8Array(await buffer(response));
    return { status: response.statusCode, headers: response.headers, body };
  }

  for (const agent of ['Python-urllib/3.11', 'python-requests/2.32.3', 'torch.hub', 'Wget/1.21']) {
    it(`sends ${agent} to the bucket, which names the file`, async () => {
      const response = await get({ 'user-agent': agent });
      assert.equal(response.status, 302);
      const location = response.headers.location!;
      assert.equal(new URL(location).origin, server.endpoint);
      const file = await fetch(location, { headers: { range: 'bytes=10-19' } });
      assert.equal(file.status, 206);
      assert.match(file.headers.get('content-disposition')!, /^attachment; filename="best\.pt"/);
      assert.deepEqual(new Uint8Array(await file.arrayBuffer()), content.subarray(10, 20));
    });
  }

  for (const headers of [
    { 'user-agent': 'curl/8.5.0' },
    { 'user-agent': 'python-httpx/0.28.1' },
    { 'user-agent': 'Mozilla/5.0', 'sec-fetch-mode': 'cors' },
    { 'user-agent': 'Python-urllib/3.11', 'if-range': '"x"' },
  ]) {
    it(`comes from the hub for ${Object.values(headers).join(', ')}`, async () => {
      const response = await get(headers);
      assert.equal(response.status, 200);
      assert.deepEqual(response.body, content);
    });
  }

  it('answers HEAD itself: the URL of the bucket is signed for GET', async () => {
    const response = await get({ 'user-agent': 'Python-urllib/3.11' }, 'HEAD');
    assert.equal(response.status, 200);
    assert.equal(response.headers['content-length'], '100000');
  });
});

describe('a hub whose bucket is away', () => {
  it('says so, refuses uploads for now, goes on with the rest, and heals', async () => {
    const id = await hub.model();
    const file = { name: 'last.pt', content: weights() };
    const send = () =>
      hub.upload(`/v1/models/${id}/upload`, { type: 'epoch', epoch: '0', isBest: 'True' }, file);
    await server.stop();
    try {
      assert.equal((await hub.request('GET', '/readyz')).status, 503);
      assert.equal((await hub.request('GET', '/healthz')).status, 200);
      const refused = await send();
      assert.deepEqual([refused.status, refused.body.code], [503, 'storage_unavailable']);
      assert.equal(refused.headers.get('retry-after'), '5');
      const metrics = { 0: JSON.stringify({ a: 1 }) };
      const body = { type: 'metrics', metrics };
      assert.equal((await hub.request('POST', `/v1/models/${id}`, { body })).status, 200);
    } finally {
      await server.resume();
    }
    assert.equal((await hub.request('GET', '/readyz')).status, 200);
    assert.equal((await send()).status, 200);
  });
});

describe('presign=false', () => {
  it('lets every byte pass through the hub', async () => {
    await using own = await TestHub.start({ blobsUrl: server.url({ presign: 'false' }) });
    const { modelId } = await started(own, run('inside', 'train'));
    const body = { modelId, filename: 'best.pt' };
    const offered = await own.request('POST', '/api/webhooks/models/upload', { body });
    assert.equal(new URL(offered.body.uploadUrl).origin, own.url);
    assert.equal(await put(offered.body.uploadUrl, weights()), 200);
    const { resume } = (await own.request('GET', `/v1/models/${modelId}`)).body.data;
    const sent = request(resume, { headers: { 'user-agent': 'Python-urllib/3.11' } }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    assert.equal(response.resume().statusCode, 200);
  });
});

describe('a hub that is told another place for its files', () => {
  for (const [from, to] of [
    ['disk', 'bucket'],
    ['bucket', 'disk'],
  ] as const) {
    it(`does not start with those in its ${from} left behind`, async () => {
      const bucketUrl = server.url();
      const blobsUrl = (place: typeof from | typeof to) => ({
        blobsUrl: place === 'bucket' ? bucketUrl : undefined,
      });
      await using moving = await TestHub.start(blobsUrl(from));
      const id = await moving.model();
      const file = { name: 'last.pt', content: weights() };
      await moving.upload(`/v1/models/${id}/upload`, { type: 'epoch', epoch: '0' }, file);
      await assert.rejects(moving.restart(blobsUrl(to)), { code: 'storage_without_files' });
      await moving.restart(blobsUrl(from));
      assert.equal((await model(id, moving)).has_last_weights, true);
    });
  }
});
