import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { failingHub, HubProcess } from './hub-process.ts';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'trainyard-serve-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const newKey = () => randomBytes(21).toString('hex');

async function json(url: string, key: string, body?: unknown) {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: replies of every shape.
  return { status: response.status, body: (await response.json()) as any };
}

describe('trainyard serve', () => {
  it('prints on its first start all that one needs: URL, sign-in link, key, lines for Python', async () => {
    const hub = await HubProcess.start(data);
    const text = hub.output.join('\n');
    const key = /API key: +([0-9a-f]{42})\b/.exec(text)?.[1];
    assert.ok(key, text);
    assert.match(text, new RegExp(`export ULTRALYTICS_HUB_API=${hub.url}`));
    assert.match(text, new RegExp(`export ULTRALYTICS_PLATFORM_URL=${hub.url}`));
    assert.equal((await json(`${hub.url}/v1/models`, key)).status, 200);

    const link = /(http\S+\/sign-in\?token=\S+)/.exec(text)?.[1];
    const first = await fetch(link!, { redirect: 'manual' });
    assert.equal(first.status, 302);
    const cookie = first.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const me = await fetch(`${hub.url}/v1/users/me`, { headers: { cookie } });
    assert.equal(me.status, 200);
    const again = await fetch(link!, { redirect: 'manual' });
    assert.deepEqual(again.headers.getSetCookie(), [], 'the link works once');
    await hub.stop();
  });

  it('finds all its data at the next start, and shows no key again', async () => {
    const key = newKey();
    const first = await HubProcess.start(data, { TRAINYARD_API_KEY: key });
    const made = await json(`${first.url}/v1/models`, key, { meta: { name: 'kept' } });
    await first.stop();
    const second = await HubProcess.start(data);
    assert.doesNotMatch(second.output.join('\n'), /[0-9a-f]{42}/);
    const { body } = await json(`${second.url}/v1/models/${made.body.data.id}`, key);
    assert.equal(body.data.meta.name, 'kept');
    await second.stop();
  });

  it('takes flags of the same names, signs in by password, and prints no link then', async () => {
    const hub = await HubProcess.start(data, {}, [
      '--url=https://hub.example.org',
      '--owner-email=boss@example.org',
      '--owner-password=correct horse',
      `--api-key=${newKey()}`,
    ]);
    assert.equal(hub.url, 'https://hub.example.org');
    assert.doesNotMatch(hub.output.join('\n'), /sign-in/i);
    await hub.stop();
  });

  it('says what is wrong with an option, in one sentence and without a stack', async () => {
    for (const [variable, value] of [
      ['TRAINYARD_API_KEY', 'short'],
      ['TRAINYARD_OWNER_PASSWORD', 'short'],
      ['TRAINYARD_PORT', '70000'],
      ['TRAINYARD_URL', 'hub.example.org/path'],
      ['TRAINYARD_DATABASE_URL', 'mysql://x'],
    ] as const) {
      const { code, stderr } = await failingHub(data, { [variable]: value });
      assert.notEqual(code, 0, variable);
      assert.match(stderr, new RegExp(`^trainyard: ${variable}`), stderr);
      assert.doesNotMatch(stderr, /\n +at /);
    }
  });

  it('refuses a data folder that another hub uses, and a port that is taken', async () => {
    const hub = await HubProcess.start(data);
    const sameFolder = await failingHub(data);
    assert.match(sameFolder.stderr, /another hub is running on the data folder/);
    const port = new URL(hub.url).port;
    const samePort = await failingHub(`${data}-other`, { TRAINYARD_PORT: port });
    assert.match(samePort.stderr, /EADDRINUSE/);
    await rm(`${data}-other`, { recursive: true, force: true });
    await hub.stop();
  });

  it('answers /healthz and /readyz', async () => {
    const hub = await HubProcess.start(data);
    for (const path of ['/healthz', '/readyz']) {
      assert.equal((await fetch(hub.url + path)).status, 200, path);
    }
    await hub.stop();
  });

  it('ends with 0 on SIGTERM, after an upload that was under way', async () => {
    const key = newKey();
    const hub = await HubProcess.start(data, { TRAINYARD_API_KEY: key });
    const { body } = await json(`${hub.url}/v1/models`, key, {});
    const id = body.data.id;
    const received = Promise.withResolvers<void>();
    async function* slow() {
      yield Buffer.from('--b\r\ncontent-disposition: form-data; name="type"\r\n\r\nfinal\r\n');
      yield Buffer.from(
        '--b\r\ncontent-disposition: form-data; name="best.pt"; filename="best.pt"\r\n\r\n',
      );
      yield randomBytes(2_000_000);
      await received.promise;
      yield Buffer.from('\r\n--b--\r\n');
    }
    const upload = fetch(`${hub.url}/v1/models/${id}/upload`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'multipart/form-data; boundary=b' },
      body: ReadableStream.from(slow()),
      duplex: 'half',
    } as RequestInit);
    const names = () => readdir(join(data, 'uploads'));
    while (!(await names()).some((name) => name.endsWith('.part')));
    const stopped = hub.stop('SIGTERM');
    received.resolve();
    assert.equal((await upload).status, 200);
    assert.deepEqual(await stopped, { code: 0 });
  });

  it('has every metric that it acknowledged, after kill -9 in the midst of many', async () => {
    const key = newKey();
    const hub = await HubProcess.start(data, { TRAINYARD_API_KEY: key });
    const { body } = await json(`${hub.url}/v1/models`, key, {});
    const id = body.data.id;
    const acknowledged: number[] = [];
    const send = async (epoch: number) => {
      const metrics = { [epoch]: { loss: epoch / 8 } };
      const answer = await json(`${hub.url}/v1/models/${id}`, key, { type: 'metrics', metrics });
      if (answer.status === 200) acknowledged.push(epoch);
      if (acknowledged.length === 100) hub.process.kill('SIGKILL');
    };
    await Promise.allSettled(Array.from({ length: 400 }, (_, epoch) => send(epoch)));
    assert.ok(acknowledged.length >= 100);

    const next = await HubProcess.start(data);
    const { body: metrics } = await json(`${next.url}/v1/models/${id}/metrics`, key);
    for (const epoch of acknowledged) assert.equal(metrics.data[0].data[epoch], epoch / 8);
    await next.stop();
  });
});
