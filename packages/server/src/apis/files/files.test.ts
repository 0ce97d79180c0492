import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { TestHub } from '../../../test-support/test-hub.ts';

let hub: TestHub;
let url: string;
const content = new Uint8Array(randomBytes(100_000));
before(async () => {
  hub = await TestHub.start();
  const id = await hub.model();
  const file = { name: 'best.pt', content };
  await hub.upload(`/v1/models/${id}/upload`, { type: 'final', map: '1' }, file);
  url = (await hub.request('GET', `/v1/models/${id}`)).body.data.weights;
});
after(() => hub[Symbol.asyncDispose]());

const download = async (headers: Record<string, string> = {}, method = 'GET') => {
  const response = await fetch(url, { method, headers });
  return { response, body: new Uint8Array(await response.arrayBuffer()) };
};

describe('a signed link', () => {
  it('needs no header and gives the whole file, with its length', async () => {
    const { response, body } = await download();
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-length'), '100000');
    assert.deepEqual(body, content);
  });

  it('answers HEAD with the length and no body', async () => {
    const { response, body } = await download({}, 'HEAD');
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-length'), '100000');
    assert.equal(body.length, 0);
  });

  for (const [range, start, end] of [
    ['bytes=0-9', 0, 10],
    ['bytes=99990-', 99_990, 100_000],
    ['bytes=-5', 99_995, 100_000],
    ['bytes=99000-200000', 99_000, 100_000],
    ['bytes=-200000', 0, 100_000],
  ] as const) {
    it(`answers ${range} with just that`, async () => {
      const { response, body } = await download({ range });
      assert.equal(response.status, 206);
      assert.equal(response.headers.get('content-range'), `bytes ${start}-${end - 1}/100000`);
      assert.deepEqual(body, content.subarray(start, end));
    });
  }

  it('answers a range behind the end with 416 and the size', async () => {
    const { response } = await download({ range: 'bytes=100000-' });
    assert.equal(response.status, 416);
    assert.equal(response.headers.get('content-range'), 'bytes */100000');
  });

  for (const range of ['bytes=9-0', 'lines=1-2', 'bytes=0-1,5-6', 'bytes=']) {
    it(`answers the odd range "${range}" with the whole file`, async () => {
      assert.equal((await download({ range })).response.status, 200);
    });
  }

  it('goes on only with the same content (If-Range), and says 304 to who has it', async () => {
    const etag = (await download()).response.headers.get('etag')!;
    assert.equal((await download({ range: 'bytes=5-', 'if-range': etag })).response.status, 206);
    assert.equal((await download({ range: 'bytes=5-', 'if-range': '"old"' })).response.status, 200);
    assert.equal((await download({ 'if-none-match': etag })).response.status, 304);
  });

  it('is sent as an attachment that no page can run', async () => {
    const { headers } = (await download()).response;
    assert.match(headers.get('content-disposition')!, /^attachment; filename="best\.pt"/);
    assert.match(headers.get('content-security-policy')!, /sandbox/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  });

  it('is refused when any part of it was altered', async () => {
    const [, grant, id, name] = new URL(url).pathname.split('/') as [
      string,
      string,
      string,
      string,
    ];
    const [f, expiry, signature, hash] = grant.split('-') as [string, string, string, string];
    for (const path of [
      `/${f}-${expiry}z-${signature}-${hash}/${id}/${name}`,
      `/${f}-${expiry}-${'0'.repeat(64)}-${hash}/${id}/${name}`,
      `/${f}-${expiry}-${signature}-${'a'.repeat(64)}/${id}/${name}`,
      `/${grant}/${id}/other.pt`,
      `/${grant}/..%2f..%2fetc/passwd`,
    ]) {
      const answer = await hub.request('GET', path, { key: null });
      assert.equal(answer.status, 403, path);
      assert.equal(answer.body.code, 'link_expired');
    }
  });

  it('is found by a client that took it for a web page of the Platform', async () => {
    const path = new URL(url).pathname;
    const answer = await hub.request('GET', `/api/webhooks/models${path}/download`, { key: null });
    assert.equal(answer.status, 302);
    assert.equal(answer.headers.get('location'), url);
  });
});
