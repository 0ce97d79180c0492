import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestHub } from '../../test-support/test-hub.ts';
import { until } from '../../test-support/until.ts';

const TOKEN = 'a-token-for-prometheus';

let hub: TestHub;
before(async () => {
  hub = await TestHub.start({ metricsToken: TOKEN });
});
after(() => hub[Symbol.asyncDispose]());

const scrape = (authorization = `Bearer ${TOKEN}`) =>
  hub.request('GET', '/metrics', { key: null, headers: { authorization } });

/** A sample's value, by its name and labels as they stand in the text. */
function sample(text: string, line: string): number {
  const found = text.split('\n').find((candidate) => candidate.startsWith(`${line} `));
  return Number(found?.slice(line.length + 1) ?? Number.NaN);
}

describe('/metrics', () => {
  it('counts what has been committed, requests by route, and operations of database and blobs', async () => {
    const id = await hub.model();
    const metrics = { 0: { loss: 1, map: 0.5 }, 1: { loss: 0.5 } };
    await hub.request('POST', `/v1/models/${id}`, { body: { type: 'metrics', metrics } });
    const content = new Uint8Array(100_000);
    await hub.upload(
      `/v1/models/${id}/upload`,
      { type: 'epoch', epoch: '1' },
      {
        name: 'last.pt',
        content,
      },
    );
    const { status, body: text, headers } = await scrape();
    assert.equal(status, 200);
    assert.match(headers.get('content-type')!, /^text\/plain; version=0\.0\.4/);
    assert.equal(sample(text, 'trainyard_ingest_points_total'), 3);
    assert.equal(sample(text, 'trainyard_ingest_seconds_count'), 1);
    assert.equal(sample(text, 'trainyard_models{state="training"}'), 1);
    assert.equal(sample(text, 'trainyard_uploads_under_way'), 0);
    assert.ok(sample(text, 'trainyard_upload_bytes_total') >= content.length, text);
    const route = 'method="POST",route="/v1/models/:id",status="2xx"';
    assert.equal(sample(text, `trainyard_http_request_seconds_count{${route}}`), 1);
    assert.equal(sample(text, `trainyard_http_request_seconds_bucket{${route},le="+Inf"}`), 1);
    assert.ok(sample(text, 'trainyard_database_transaction_seconds_count{outcome="commit"}') > 0);
    assert.ok(sample(text, 'trainyard_database_query_seconds_count{kind="select"}') > 0);
    const put = 'operation="put",outcome="ok"';
    assert.equal(sample(text, `trainyard_blob_operation_seconds_count{${put}}`), 1);
    for (const name of ['nodejs_eventloop_lag_seconds', 'process_resident_memory_bytes']) {
      assert.ok(sample(text, name) >= 0, name);
    }
  });

  it('counts who follows live changes', async () => {
    const viewers = async () => sample((await scrape()).body, 'trainyard_viewers');
    assert.equal(await viewers(), 0);
    const leave = new AbortController();
    const headers = { 'x-api-key': hub.key };
    await fetch(`${hub.url}/app/v1/events`, { headers, signal: leave.signal });
    assert.equal(await viewers(), 1);
    leave.abort();
    await until(async () => (await viewers()) === 0);
  });

  it('has no more series for more models', async () => {
    const routes = (text: string) => text.match(/route="[^"]*"/g);
    const lines = async () => new Set(routes((await scrape()).body));
    const first = await hub.model();
    await hub.request('GET', `/v1/models/${first}`);
    const before = await lines();
    for (let count = 0; count < 3; count++) {
      await hub.request('GET', `/v1/models/${await hub.model()}`);
    }
    assert.deepEqual(await lines(), before);
  });

  it('is open to its token and to the owner, and closed to members and strangers', async () => {
    assert.equal((await hub.request('GET', '/metrics')).status, 200);
    const { key } = await hub.member('member@example.org');
    const refused = await hub.request('GET', '/metrics', { key });
    assert.deepEqual([refused.status, refused.body.code], [403, 'not_allowed']);
    assert.equal((await hub.request('GET', '/metrics', { key: null })).status, 401);
    assert.equal((await scrape(`Bearer ${TOKEN}x`)).status, 401);
  });
});
