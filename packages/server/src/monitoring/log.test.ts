import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('../../test-support/logging-hub.ts', import.meta.url));

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'trainyard-log-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

/** Runs a hub at level trace in a process of its own; gives what it wrote once it has ended. */
async function logOf(key: string, work: (url: string) => Promise<void>): Promise<string> {
  const child = spawn(process.execPath, [CHILD, data, key], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const written = text(child.stdout!);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the hub ended with ${code} before it served`);
  });
  const [url] = (await Promise.race([once(child, 'message'), ended])) as [string];
  ended.catch(() => {});
  try {
    await work(url);
  } finally {
    child.disconnect();
  }
  return written;
}

describe('the log', () => {
  it('at its most talkative holds no key, password, token or signed path', async () => {
    const key = randomBytes(21).toString('hex');
    const wrongKey = randomBytes(21).toString('hex');
    const password = `p-${randomBytes(12).toString('hex')}`;
    const secrets = [key, wrongKey, password];
    const log = await logOf(key, async (url) => {
      const send = (path: string, init: RequestInit = {}) =>
        fetch(path.startsWith('http') ? path : url + path, { redirect: 'manual', ...init });
      const json = (body: unknown, headers = {}) => ({
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
      for (const each of [key, wrongKey]) {
        await send('/v1/users/me', { headers: { 'x-api-key': each } });
        await send('/v1/users/me', { headers: { authorization: `Bearer ${each}` } });
        await send(`/v1/users/me?api_key=${each}`);
        await send('/v1/auth', json({ apiKey: each }));
        await send(`/v1/models/${each}_aaaaaaaaaaaaaaaaaaaa`, { headers: { 'x-api-key': each } });
        await send('/v1/users/me', { headers: { 'x-api-key': each, 'x-request-id': each } });
        await send('/api/webhooks/training/metrics', {
          ...json({ event: 'training_started', apiKey: each }),
          headers: { authorization: `Bearer ${each}`, 'content-type': 'application/json' },
        });
        await send(`/v1/models?broken=%zz&api_key=${each}`, json('not an object'));
      }
      await send('/v1/users', json({ email: 'a@example.org', password }, { 'x-api-key': key }));
      const signIn = json({ email: 'a@example.org', password }, { origin: url });
      const token = (await send('/app/v1/auth/sign-in/email', signIn)).headers;
      secrets.push(token.get('set-auth-token')!);
      const made = await send('/v1/models', json({}, { 'x-api-key': key }));
      const { data: model } = (await made.json()) as { data: { id: string } };
      const form = new FormData();
      form.set('type', 'final');
      form.set('weights.onnx', new Blob([randomBytes(1000)]), 'weights.onnx');
      await send(`/v1/models/${model.id}/upload`, {
        method: 'POST',
        headers: { 'x-api-key': key },
        body: form,
      });
      const shown = await send(`/v1/models/${model.id}`, { headers: { 'x-api-key': key } });
      const links = (await shown.text()).match(/\/f-[0-9a-z]+-[0-9a-f]{64}-[0-9a-f]{64}/g) ?? [];
      assert.ok(links.length > 0);
      for (const link of links) {
        await send(`${link}/nothing`);
        secrets.push(link);
      }
    });
    assert.match(log, /"route":"\/v1\/users\/:id"/);
    assert.ok(log.split('\n').length > 15, log);
    for (const secret of secrets) assert.ok(!log.includes(secret), `${secret}\n${log}`);
  });

  it('has a line for each request, under the name that the proxy gave it', async () => {
    const key = randomBytes(21).toString('hex');
    const answered: (string | null)[] = [];
    const given = ['7f3c9e52-87a1-4e44-b7b5-0ddba11ad00d', 'line\tbreak', 'x'.repeat(500)];
    const log = await logOf(key, async (url) => {
      for (const id of given) {
        const { headers } = await fetch(`${url}/v1/models`, {
          headers: { 'x-api-key': key, 'x-request-id': id },
        });
        answered.push(headers.get('x-request-id'));
      }
    });
    assert.equal(answered[0], given[0]);
    assert.match(answered[1]!, /^[0-9a-f-]{36}$/);
    assert.match(answered[2]!, /^[0-9a-f-]{36}$/);
    const lines = log.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []));
    for (const id of answered) {
      const line = lines.find((candidate) => candidate.reqId === id && candidate.route);
      assert.equal(line.status, 200);
      assert.equal(line.req.path, '/v1/models');
      assert.ok(line.ms > 0);
    }
  });
});
