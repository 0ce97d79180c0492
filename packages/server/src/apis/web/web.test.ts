import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { TestHub } from '../../../test-support/test-hub.ts';

describe('the web page', () => {
  let hub: TestHub;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-web-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<title>page</title>');
    await writeFile(join(folder, 'assets', 'index-abc.js'), 'run()');
    await writeFile(join(folder, 'assets', 'index-abc.js.br'), brotliCompressSync('run()'));
    hub = await TestHub.start({ dashboard: folder });
  });
  after(async () => {
    await hub[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
  const get = (path: string) => hub.request('GET', path, { key: null });

  it('answers every address of a page, the ones that clients print among them', async () => {
    for (const path of ['/', '/models/x', '/my-project/my-model', '/settings?tab=api+keys']) {
      const { status, body, headers } = await get(path);
      assert.deepEqual([status, body], [200, '<title>page</title>'], path);
      assert.match(headers.get('content-security-policy')!, /script-src 'self'/);
      assert.equal(headers.get('cache-control'), 'no-cache');
    }
  });

  it('sends its files compressed, to be kept for ever', async () => {
    const { body, headers } = await hub.request('GET', '/assets/index-abc.js', {
      key: null,
      headers: { 'accept-encoding': 'gzip, br' },
    });
    assert.equal(body, 'run()');
    assert.equal(headers.get('content-encoding'), 'br');
    assert.match(headers.get('cache-control')!, /immutable/);
  });

  it('never stands in for a file or an API that is not there', async () => {
    for (const path of ['/assets/gone.js', '/v1/nothing', '/app/v1/nothing', '/api/nothing']) {
      assert.equal((await get(path)).status, 404, path);
    }
  });

  it('says what to do where it has not been built', async () => {
    await using empty = await TestHub.start({ dashboard: join(folder, 'none') });
    assert.match((await empty.request('GET', '/', { key: null })).body, /npm run build/);
  });
});
