import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ModelDetail, ModelPage } from '@trainyard/protocol';
import { Value } from 'typebox/value';
import { TestHub } from '../../../test-support/test-hub.ts';

describe('the table of models', () => {
  let hub: TestHub;
  const ids: string[] = [];

  before(async () => {
    hub = await TestHub.start();
    for (const [index, name] of ['alpha', 'beta', 'gamma'].entries()) {
      const id = await hub.model({ name, config: { epochs: 10, lr0: 0.1 * (3 - index) } });
      ids.push(id);
      const metrics = Object.fromEntries(
        [0, 1, 2].map((epoch) => [
          epoch,
          JSON.stringify({ 'metrics/mAP50-95(B)': index + epoch / 10, 'val/box_loss': 9 - epoch }),
        ]),
      );
      await hub.request('POST', `/v1/models/${id}`, { body: { type: 'metrics', metrics } });
    }
    // The figures of a list trail the metrics by a moment.
    const complete = async () =>
      (await hub.request('GET', '/app/v1/models')).body.items.every(
        (row: { metric: { bestStep: number } | null }) => row.metric?.bestStep === 2,
      );
    while (!(await complete()));
  });
  after(() => hub[Symbol.asyncDispose]());

  const names = async (query: string) => {
    const { status, body } = await hub.request('GET', `/app/v1/models?${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body.items.map((item: { name: string }) => item.name);
  };

  it('shows each model with its state, progress, best metric and sparkline', async () => {
    const { body } = await hub.request('GET', '/app/v1/models?q=alp');
    assert.deepEqual([...Value.Errors(ModelPage, body)], []);
    const [row] = body.items;
    assert.equal(row.state, 'training');
    assert.deepEqual([row.epochsDone, row.epochs], [3, 10]);
    assert.deepEqual(row.metric, {
      name: 'metrics/mAP50-95(B)',
      lowerIsBetter: false,
      best: 0.2,
      bestStep: 2,
      last: 0.2,
    });
    assert.deepEqual(row.spark, [0, 0.1, 0.2]);
  });

  it('tells which models start from a model, to those who may see them', async () => {
    const [parent] = ids;
    const lineage = { architecture: { name: 'yolo11n.yaml' }, parent: { id: parent } };
    const child = await hub.model({ name: 'child', lineage });
    assert.deepEqual(await names(`parent=${parent}`), ['child']);
    assert.deepEqual(await names(`parent=${child}`), []);
    const other = await hub.member('third@example.org');
    const path = `/app/v1/models?parent=${parent}`;
    assert.equal((await hub.request('GET', path, { key: other.key })).body.total, 0);
    await hub.request('DELETE', `/v1/models/${child}?hard=true`);
  });

  it('sorts by name, by a metric and by an argument', async () => {
    assert.deepEqual(await names('sort=name&order=asc'), ['alpha', 'beta', 'gamma']);
    assert.deepEqual(await names('sort=arg:lr0&order=asc'), ['gamma', 'beta', 'alpha']);
    const byMetric = `sort=${encodeURIComponent('metric:metrics/mAP50-95(B)')}`;
    assert.deepEqual(await names(`${byMetric}&order=desc`), ['gamma', 'beta', 'alpha']);
  });

  it('filters by the range of a metric and by state, and pages', async () => {
    const metric = encodeURIComponent('metrics/mAP50-95(B)');
    assert.deepEqual(await names(`metric=${metric}&min=1&max=1.5`), ['beta']);
    assert.deepEqual(await names('state=trained'), []);
    assert.deepEqual(await names('sort=name&order=asc&limit=1&offset=2'), ['gamma']);
  });

  it('returns the columns that were asked for', async () => {
    const column = encodeURIComponent('metric:val/box_loss');
    const { body } = await hub.request(
      'GET',
      `/app/v1/models?q=beta&column=${column}&column=arg:lr0`,
    );
    assert.deepEqual(body.items[0].columns, { 'metric:val/box_loss': 7, 'arg:lr0': 0.2 });
  });

  it('refuses a sort that is neither its own nor a metric or an argument', async () => {
    const { status, body } = await hub.request('GET', '/app/v1/models?sort=arg:a"b');
    assert.deepEqual([status, body.code], [422, 'invalid_query']);
  });

  it('puts pinned models first and keeps tags and notes', async () => {
    const path = `/app/v1/models/${ids[0]}`;
    const edit = { pinned: true, tags: ['baseline', ' baseline '], notes: 'slow', name: 'Alpha' };
    const { status, body } = await hub.request('PATCH', path, { body: edit });
    assert.equal(status, 200);
    assert.deepEqual([...Value.Errors(ModelDetail, body)], []);
    assert.deepEqual([body.tags, body.notes, body.name], [['baseline'], 'slow', 'Alpha']);
    assert.deepEqual((await names('sort=name&order=desc'))[0], 'Alpha');
    assert.deepEqual(await names('tag=baseline'), ['Alpha']);
  });

  it('changes many models at once, and only one’s own', async () => {
    const other = await hub.member('bulk@example.org');
    const body = { ids, action: { type: 'tag', add: ['x'], remove: [] } };
    const theirs = await hub.request('POST', '/app/v1/models/bulk', { body, key: other.key });
    assert.deepEqual(theirs.body, { changed: 0 });
    const { body: done } = await hub.request('POST', '/app/v1/models/bulk', { body });
    assert.deepEqual(done, { changed: 3 });
    assert.equal((await names('tag=x')).length, 3);
  });

  it('hides a private model from others, and shows an unlisted one to whoever has its link', async () => {
    const other = await hub.member('other@example.org');
    const path = `/app/v1/models/${ids[1]}`;
    for (const key of [other.key, null]) {
      assert.equal((await hub.request('GET', path, { key })).status, 404);
      const chart = `/app/v1/chart?model=${ids[1]}&series=x`;
      assert.equal((await hub.request('GET', chart, { key })).status, 404);
      assert.equal((await hub.request('GET', `${path}/console`, { key })).status, 404);
    }
    assert.equal((await hub.request('PATCH', path, { body: {}, key: other.key })).status, 404);
    await hub.request('PATCH', path, { body: { visibility: 'unlisted' } });
    const seen = await hub.request('GET', path, { key: null });
    assert.deepEqual([seen.status, seen.body.mine], [200, false]);
    const listed = await hub.request('GET', '/app/v1/models', { key: null });
    assert.deepEqual(listed.body, { items: [], total: 0 });
  });

  it('forgets the figures of a model that is reset', async () => {
    await hub.request('POST', `/app/v1/models/${ids[2]}/reset`);
    const { body } = await hub.request('GET', `/app/v1/models/${ids[2]}`);
    assert.deepEqual([body.state, body.metric], ['new', null]);
  });
});
