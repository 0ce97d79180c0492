import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ERRORS } from '@trainyard/protocol';
import { TestHub } from '../../test-support/test-hub.ts';

let hub: TestHub;
let id: string;
before(async () => {
  hub = await TestHub.start();
  id = await hub.model({ meta: { name: 'kept' } });
  const body = { type: 'metrics', metrics: { 0: { loss: 1 } } };
  await hub.request('POST', `/v1/models/${id}`, { body });
});
after(() => hub[Symbol.asyncDispose]());

const huge = 'x'.repeat(10_000_000);
const unknown = 'A'.repeat(20);

/** What is sent, and the code that answers it. */
const CASES: readonly (readonly [
  what: string,
  method: string,
  path: string,
  body: unknown,
  code: string,
])[] = [
  ['malformed JSON', 'POST', '/v1/models', '{"meta": ', 'malformed_json'],
  ['JSON that is no object', 'POST', '/v1/models', '[]', 'invalid_body'],
  ['no body', 'POST', '/v1/models', undefined, 'invalid_body'],
  ['a wrong type', 'POST', '/v1/models', { meta: { name: 5 } }, 'invalid_body'],
  [
    'a wrong type inside',
    'POST',
    '/v1/models',
    { config: { epochs: { from: 1 } } },
    'invalid_body',
  ],
  ['an odd argument name', 'POST', '/v1/models', { config: { 'a b': 1 } }, 'invalid_body'],
  ['an unknown project', 'POST', '/v1/models', { projectId: unknown }, 'not_found'],
  ['an unknown dataset', 'POST', '/v1/models', { datasetId: unknown }, 'not_found'],
  ['a visibility of its own', 'POST', '/v1/models', { visibility: 'secret' }, 'invalid_body'],
  ['a name of 257 characters', 'POST', '/v1/models', { name: 'x'.repeat(257) }, 'name_too_long'],
  ['a name of 10 MB', 'POST', '/v1/models', { name: huge }, 'body_too_large'],
  [
    'an oversized body of metrics',
    'POST',
    '/v1/models/ID',
    { type: 'metrics', metrics: { 0: { [huge]: huge } } },
    'body_too_large',
  ],
  [
    'metrics for an unknown model',
    'POST',
    `/v1/models/${unknown}`,
    { type: 'metrics', metrics: {} },
    'not_found',
  ],
  [
    'metrics of another type',
    'POST',
    '/v1/models/ID',
    { type: 'images', metrics: {} },
    'invalid_body',
  ],
  [
    'metrics that are no object',
    'POST',
    '/v1/models/ID',
    { type: 'metrics', metrics: 'x' },
    'invalid_metrics',
  ],
  [
    'a negative epoch',
    'POST',
    '/v1/models/ID',
    { type: 'metrics', metrics: { '-1': {} } },
    'invalid_metrics',
  ],
  [
    'a heartbeat for an unknown model',
    'POST',
    `/v1/agent/heartbeat/models/${unknown}`,
    {},
    'not_found',
  ],
  ['a reset of an unknown model', 'POST', '/model-reset', { modelId: unknown }, 'not_found'],
  ['an odd id', 'GET', '/v1/models/%00%ff..%2f', undefined, 'no_such_route'],
  ['an id in Chinese', 'GET', `/v1/models/${encodeURIComponent('模型')}`, undefined, 'not_found'],
  ['an unknown address', 'GET', '/v1/nothing', undefined, 'no_such_route'],
  [
    'a short password for a new account',
    'POST',
    '/v1/users',
    { email: 'a@b.c', password: 'short' },
    'invalid_body',
  ],
  ['somebody else as oneself', 'GET', `/v1/users/${unknown}`, undefined, 'not_found'],
];

describe('bad input', () => {
  for (const [what, method, path, body, code] of CASES) {
    it(`like ${what} is answered by ${code}`, async () => {
      const answer = await hub.request(method, path.replace('ID', id), { body });
      assert.equal(answer.body.code, code);
      assert.equal(answer.status, ERRORS[code as keyof typeof ERRORS][0]);
      assert.equal(answer.body.success, false);
      assert.ok(answer.body.message.length < 1000, 'the message does not repeat what was sent');
    });
  }

  it('leaves what was stored as it was', async () => {
    const { data } = (await hub.request('GET', `/v1/models/${id}`)).body;
    assert.deepEqual([data.meta.name, data.epochsDone], ['kept', 1]);
    const metrics = await hub.request('GET', `/v1/models/${id}/metrics`);
    assert.deepEqual(metrics.body.data, [{ meta: { name: 'loss' }, data: { 0: 1 } }]);
  });

  it('is told from good input that looks odd: emoji, 256 characters, 10,000 series', async () => {
    const name = `${'🚂'.repeat(120)} zügig`;
    const odd = await hub.model({ meta: { name } });
    const model = await hub.request('GET', `/v1/models/${odd}`);
    assert.equal(model.body.data.meta.name, name);
    const series = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`série/${n}`, n]));
    const body = { type: 'metrics', metrics: { 0: JSON.stringify(series) } };
    assert.equal((await hub.request('POST', `/v1/models/${odd}`, { body })).status, 200);
    const back = await hub.request('GET', `/v1/models/${odd}/metrics`);
    assert.equal(back.body.data.length, 10_000);
  });

  it('is answered in the form of our own API below /app', async () => {
    const answer = await hub.request('POST', '/app/v1/api-keys', { body: { name: 5 } });
    assert.match(answer.headers.get('content-type')!, /^application\/problem\+json/);
    assert.deepEqual([answer.body.status, answer.body.code], [422, 'invalid_body']);
  });
});
