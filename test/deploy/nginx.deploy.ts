import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../packages/server/test-support/free-port.ts';
import { TestHub } from '../../packages/server/test-support/test-hub.ts';
import { NginxProcess } from '../nginx-process.ts';

/** More than nginx would keep in memory, or let through if it were not told to. */
const LARGE = 32 * 1024 * 1024;

let hub: TestHub;
let nginx: NginxProcess;
before(async () => {
  const port = await freePort();
  hub = await TestHub.start({ url: `http://127.0.0.1:${port}`, port: await freePort() });
  nginx = await NginxProcess.start(port, [hub.listensAt]);
});
after(async () => {
  await nginx[Symbol.asyncDispose]();
  await hub[Symbol.asyncDispose]();
});

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const bytes = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());

describe('behind nginx', () => {
  it('a large upload passes, and its weights come back', async () => {
    const id = await hub.model();
    const content = new Uint8Array(randomBytes(LARGE));
    const file = { name: 'weights.onnx', content };
    const uploaded = await hub.upload(`/v1/models/${id}/upload`, { type: 'final' }, file);
    assert.equal(uploaded.status, 200);
    const { weights } = (await hub.request('GET', `/v1/models/${id}`)).body.data;
    assert.ok(weights.startsWith(nginx.url));
    assert.equal(sha256(await bytes(weights)), sha256(content));
  });

  it('a Platform client puts its checkpoint where it is told to', async () => {
    const bearer = { key: null, headers: { authorization: `Bearer ${hub.key}` } };
    const started = await hub.request('POST', '/api/webhooks/training/metrics', {
      ...bearer,
      body: {
        event: 'training_started',
        project: 'behind',
        name: 'nginx',
        data: { trainArgs: { model: 'yolo11n.pt', epochs: '3' }, epochs: 3, device: 'cpu' },
      },
    });
    const { modelId, runId } = started.body;
    const { body } = await hub.request('POST', '/api/webhooks/models/upload', {
      ...bearer,
      body: { filename: 'best.pt', modelId, runId },
    });
    assert.ok(body.uploadUrl.startsWith(nginx.url));
    const put = await fetch(body.uploadUrl, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(randomBytes(100_000)),
      redirect: 'error',
    });
    assert.equal(put.status, 200);
  });

  it('live changes arrive at once, and a request keeps its name', async () => {
    const id = await hub.model();
    const events = await fetch(`${nginx.url}/app/v1/events`, { headers: { 'x-api-key': hub.key } });
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
    const metrics = { 0: { loss: 1 } };
    const sent = await hub.request('POST', `/v1/models/${id}`, {
      body: { type: 'metrics', metrics },
    });
    assert.match(sent.headers.get('x-request-id')!, /^[0-9a-f]{32}$/);
    for (let text = ''; !text.includes(`"type":"metrics","modelId":"${id}"`); ) {
      const { value, done } = await reader.read();
      assert.ok(!done, 'the connection ended before the change came');
      text += value;
    }
    await reader.cancel();
  });
});
