import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
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
  hub = await TestHub.start({
    url: `http://127.0.0.1:${port}`,
    port: await freePort(),
    ownerPassword: 'a password of its own',
    trustProxy: 'loopback',
  });
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

  it('tries at a password count by the address that nginx sees, whatever a client says', async () => {
    const tryFrom = async (localAddress: string, forged: string) => {
      const sending = request(`${nginx.url}/app/v1/auth/sign-in/email`, {
        method: 'POST',
        localAddress,
        headers: {
          'content-type': 'application/json',
          'x-forwarded-for': forged,
          origin: nginx.url,
        },
      });
      sending.end(JSON.stringify({ email: 'owner@localhost', password: 'not the right one' }));
      const [response] = (await once(sending, 'response')) as [IncomingMessage];
      response.resume();
      return response.statusCode;
    };
    for (let tries = 0; tries < 10; tries++) {
      assert.equal(await tryFrom('127.0.0.2', `203.0.113.${tries}`), 401);
    }
    assert.equal(await tryFrom('127.0.0.2', '203.0.113.10'), 429);
    assert.equal(await tryFrom('127.0.0.3', '127.0.0.2'), 401);
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
