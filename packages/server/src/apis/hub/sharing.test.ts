import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestHub } from '../../../test-support/test-hub.ts';

let hub: TestHub;
let stranger: string;
before(async () => {
  hub = await TestHub.start();
  stranger = (await hub.member('stranger@example.org')).key;
});
after(() => hub[Symbol.asyncDispose]());

const KINDS = ['models', 'projects', 'datasets'] as const;

async function make(kind: string, body: object): Promise<string> {
  return (await hub.request('POST', `/v1/${kind}`, { body })).body.data.id;
}

for (const kind of KINDS) {
  describe(`sharing of ${kind}`, () => {
    it("hides another account's private object as a 404, whatever is tried", async () => {
      const id = await make(kind, { meta: { name: 'secret' } });
      for (const [method, path, body] of [
        ['GET', `/v1/${kind}/${id}`, undefined],
        ['PATCH', `/v1/${kind}/${id}`, { public: true }],
        ['DELETE', `/v1/${kind}/${id}`, undefined],
        ['DELETE', `/v1/${kind}/${id}?hard=True`, undefined],
        ['POST', `/app/v1/${kind}/${id}/restore`, undefined],
      ] as const) {
        const answer = await hub.request(method, path, { key: stranger, body });
        assert.equal(answer.status, 404, `${method} ${path}`);
        assert.equal(answer.body.code, 'not_found');
      }
      assert.equal((await hub.request('GET', `/v1/${kind}/${id}`, { key: null })).status, 404);
      const kept = await hub.request('GET', `/v1/${kind}/${id}`);
      assert.equal(kept.body.data.visibility, 'private');
    });

    it('shows an unlisted one to whoever has its id, and lets nobody else change it', async () => {
      const id = await make(kind, { visibility: 'unlisted' });
      assert.equal((await hub.request('GET', `/v1/${kind}/${id}`, { key: null })).status, 200);
      const change = await hub.request('PATCH', `/v1/${kind}/${id}`, {
        key: stranger,
        body: { name: 'mine' },
      });
      assert.equal(change.status, 403);
      const list = await hub.request('GET', `/v1/${kind}?public=true&limit=1000`);
      assert.ok(!list.body.data.results.some((row: { id: string }) => row.id === id));
    });

    it('keeps slugs apart', async () => {
      await make(kind, { name: 'Same Name' });
      const second = await make(kind, { name: 'Same Name' });
      assert.equal((await hub.request('GET', `/v1/${kind}/${second}`)).status, 200);
    });
  });
}

describe("a stranger's training", () => {
  it("cannot write to another account's model, not even a public one", async () => {
    const hidden = await hub.model();
    const shown = await hub.model({ public: true });
    for (const [id, status] of [
      [hidden, 404],
      [shown, 403],
    ] as const) {
      const metrics = { type: 'metrics', metrics: { 0: '{"a":1}' } };
      for (const [path, body] of [
        [`/v1/models/${id}`, metrics],
        [`/v1/agent/heartbeat/models/${id}`, { agent: 'x', agentId: null }],
        ['/model-reset', { modelId: id }],
      ] as const) {
        const answer = await hub.request('POST', path, { key: stranger, body });
        assert.equal(answer.status, status, path);
      }
      const content = new Uint8Array(10);
      const fields = { type: 'final', map: '1' };
      const file = { name: 'best.pt', content };
      const answer = await hub.upload(`/v1/models/${id}/upload`, fields, file, { key: stranger });
      assert.equal(answer.status, status);
      assert.equal((await hub.request('GET', `/v1/models/${id}`)).body.data.status, 'new');
    }
  });

  it('gets no link to a private dataset or parent through a model of its own', async () => {
    const parentId = await hub.model();
    const datasetId = await make('datasets', { name: 'private data' });
    for (const body of [{ datasetId }, { lineage: { parent: { id: parentId } } }]) {
      const answer = await hub.request('POST', '/v1/models', { key: stranger, body });
      assert.equal(answer.status, 404);
    }
  });

  it('sees a public model without the private project and dataset behind it', async () => {
    const projectId = await make('projects', { name: 'private project' });
    const datasetId = await make('datasets', { name: 'private data' });
    const id = await hub.model({ projectId, datasetId, public: true });
    const { data } = (await hub.request('GET', `/v1/models/${id}`, { key: stranger })).body;
    assert.equal(data.project, null);
    assert.equal(data.dataset, null);
    assert.equal(data.data, null);
    const own = (await hub.request('GET', `/v1/models/${id}`)).body.data;
    assert.equal(own.project.id, projectId);
    assert.equal(own.dataset.id, datasetId);
  });
});
