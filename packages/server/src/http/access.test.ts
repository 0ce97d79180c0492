import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Answer, TestHub } from '../../test-support/test-hub.ts';

let hub: TestHub;
const keys: Record<string, string> = {};
before(async () => {
  hub = await TestHub.start();
  for (const scope of ['read', 'train', 'full']) {
    const made = await hub.request('POST', '/app/v1/api-keys', { body: { name: scope, scope } });
    keys[scope] = made.body.key;
  }
});
after(() => hub[Symbol.asyncDispose]());

/** A concrete path for a route: the parameters filled with an id that nothing has. */
const concrete = (url: string) =>
  url.replace(/:[A-Za-z]+/g, 'a'.repeat(20)).replace('*', 'nothing');

const call = (method: string, url: string, key: string | null): Promise<Answer> =>
  hub.request(method, concrete(url), {
    key,
    ...(method !== 'GET' && method !== 'HEAD' && { body: {} }),
  });

describe('every route', () => {
  it('says who may call it', () => {
    assert.ok(hub.hub.routes.length > 30);
    for (const { method, url, access } of hub.hub.routes) {
      assert.match(access, /^(open|signed|anyone|monitor|read|train|manage)$/, `${method} ${url}`);
    }
  });

  it('for an account is closed to whoever shows no credentials', async () => {
    for (const { method, url, access } of hub.hub.routes) {
      if (!['monitor', 'read', 'train', 'manage'].includes(access)) continue;
      assert.equal((await call(method, url, null)).status, 401, `${method} ${url}`);
    }
  });

  it('that changes things is closed to a read-only key', async () => {
    for (const { method, url, access } of hub.hub.routes) {
      if (access !== 'train' && access !== 'manage') continue;
      const answer = await call(method, url, keys['read']!);
      assert.equal(answer.status, 403, `${method} ${url}`);
      if (method !== 'HEAD') assert.equal(answer.body.code, 'scope_too_small');
    }
  });

  it('that deletes or administers is closed to a train-only key', async () => {
    for (const { method, url, access } of hub.hub.routes) {
      if (access !== 'manage') continue;
      assert.equal((await call(method, url, keys['train']!)).status, 403, `${method} ${url}`);
    }
  });

  it('but the open and the signed ones refuses a key that is not known', async () => {
    for (const { method, url, access } of hub.hub.routes) {
      if (access === 'open' || access === 'signed') continue;
      assert.equal((await call(method, url, 'f'.repeat(42))).status, 401, `${method} ${url}`);
    }
  });
});

describe('a credential', () => {
  it('is taken as x-api-key, as Bearer and as ?api_key=', async () => {
    const key = keys['full']!;
    for (const [path, headers] of [
      ['/v1/users/me', { 'x-api-key': key }],
      ['/v1/users/me', { authorization: `Bearer ${key}` }],
      [`/v1/users/me?api_key=${key}`, {}],
    ] as const) {
      assert.equal((await hub.request('GET', path, { key: null, headers })).status, 200, path);
    }
  });

  it('in a cookie changes nothing when the request comes from another site', async () => {
    const email = 'cookies@example.org';
    await hub.member(email);
    const signIn = await hub.request('POST', '/app/v1/auth/sign-in/email', {
      key: null,
      headers: { origin: hub.url },
      body: { email, password: 'a long enough password' },
    });
    assert.equal(signIn.status, 200);
    const cookie = signIn.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const make = (origin: string) =>
      hub.request('POST', '/v1/projects', { key: null, headers: { cookie, origin }, body: {} });
    assert.equal((await make(hub.url)).status, 200);
    assert.equal((await make('https://elsewhere.example')).status, 403);
  });
});

describe('an API key', () => {
  it('of train-only scope trains, and neither changes nor deletes', async () => {
    const key = keys['train']!;
    const made = await hub.request('POST', '/v1/models', { key, body: {} });
    const id = made.body.data.id;
    const body = { type: 'metrics', metrics: { 0: { loss: 1 } } };
    assert.equal((await hub.request('POST', `/v1/models/${id}`, { key, body })).status, 200);
    assert.equal((await hub.request('DELETE', `/v1/models/${id}`, { key })).status, 403);
    assert.equal((await hub.request('PATCH', `/v1/models/${id}`, { key, body: {} })).status, 403);
  });

  it('stops working once it is revoked, and leaves the others alone', async () => {
    const made = await hub.request('POST', '/app/v1/api-keys', { body: { name: 'short' } });
    const { id, key } = made.body;
    assert.equal((await hub.request('POST', '/v1/auth', { key })).status, 200);
    assert.equal((await hub.request('DELETE', `/app/v1/api-keys/${id}`)).status, 204);
    assert.equal((await hub.request('POST', '/v1/auth', { key })).status, 401);
    assert.equal((await hub.request('POST', '/v1/auth', { key: keys['full']! })).status, 200);
    assert.equal((await hub.request('DELETE', `/app/v1/api-keys/${id}`)).status, 404);
  });

  it('stops working when it expires', async () => {
    const expiresAt = new Date(Date.now() - 1000).toISOString();
    const made = await hub.request('POST', '/app/v1/api-keys', {
      body: { name: 'old', expiresAt },
    });
    assert.equal((await hub.request('POST', '/v1/auth', { key: made.body.key })).status, 401);
  });

  it('is listed with its name, scope and last use, never with its secret', async () => {
    const list = await hub.request('GET', '/app/v1/api-keys');
    const full = list.body.items.find((item: { name: string }) => item.name === 'full');
    assert.deepEqual([full.scope, full.prefix], ['full', keys['full']!.slice(0, 6)]);
    assert.ok(Date.parse(full.lastUsedAt) > 0);
    assert.ok(!JSON.stringify(list.body).includes(keys['full']!));
  });
});
