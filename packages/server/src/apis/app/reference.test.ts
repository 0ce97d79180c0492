import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { APP_PATHS } from '@trainyard/protocol';
import { TestHub } from '../../../test-support/test-hub.ts';

describe('the API reference', () => {
  it('describes every path of the web page’s API, as OpenAPI 3.1 and as a page', async () => {
    await using hub = await TestHub.start();
    const { body } = await hub.request('GET', '/app/openapi.json', { key: null });
    assert.equal(body.openapi, '3.1.0');
    for (const path of Object.values(APP_PATHS)) {
      if (path === APP_PATHS.auth || path === APP_PATHS.openapi) continue;
      assert.ok(body.paths[path.replace(/:(\w+)/g, '{$1}')], `${path} is not described`);
    }
    for (const { method, url } of hub.hub.routes) {
      if (!url.startsWith('/app/v1') || url.endsWith('*')) continue;
      if (method === 'HEAD' || method === 'OPTIONS') continue;
      const operation = body.paths[url.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
      assert.ok(operation, `${method} ${url} is not described`);
      assert.notEqual(operation.summary, `${method} ${url}`, `${method} ${url} has no summary`);
    }
    const page = await hub.request('GET', '/docs', { key: null });
    assert.match(page.body, /API reference/);
    assert.match(page.headers.get('content-security-policy')!, /default-src 'none'/);
  });
});
