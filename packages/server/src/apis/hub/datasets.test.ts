import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { TestHub } from '../../../test-support/test-hub.ts';
import { entriesOf } from '../../datasets/archive/test-support/datasets.ts';
import { writeZip } from '../../datasets/archive/test-support/write-zip.ts';

let hub: TestHub;
before(async () => {
  hub = await TestHub.start();
});
after(() => hub[Symbol.asyncDispose]());

const zip = (files: Record<string, string>) => new Uint8Array(writeZip(entriesOf(files)));

const YAML = 'train: images/train\nval: images/val\nnames:\n  0: circle\n  1: square\n';

const shapes = (more: Record<string, string> = {}) =>
  zip({
    'shapes/shapes.yaml': YAML,
    'shapes/images/train/a.png': 'not inflated',
    'shapes/labels/train/a.txt': '0 0.5 0.5 0.2 0.2\n1 0.25 0.25 0.1 0.1\n',
    'shapes/images/val/b.png': 'not inflated',
    'shapes/labels/val/b.txt': '1 0.5 0.5 0.2 0.2\n',
    ...more,
  });

async function dataset(): Promise<string> {
  const answer = await hub.request('POST', '/v1/datasets', { body: { meta: { name: 'shapes' } } });
  assert.equal(answer.body.data.status, 'empty');
  return answer.body.data.id;
}
const upload = (id: string, content: Uint8Array<ArrayBuffer>, name = 'shapes.zip') =>
  hub.upload(`/v1/datasets/${id}/upload`, {}, { name, content });

describe('a dataset', () => {
  it('is ready once its archive was accepted, and is handed out with its hash in the name', async () => {
    const id = await dataset();
    const archive = shapes();
    const answer = await upload(id, archive);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const { data } = (await hub.request('GET', `/v1/datasets/${id}`)).body;
    const hash = createHash('sha256').update(archive).digest('hex');
    assert.deepEqual([data.status, data.task, data.sha256], ['ready', 'detect', hash]);
    assert.ok(data.url.endsWith(`/${id}/shapes-${hash.slice(0, 12)}.zip`), data.url);
    assert.deepEqual(new Uint8Array(await (await fetch(data.url)).arrayBuffer()), archive);
    assert.deepEqual(data.summary.names, ['circle', 'square']);
    assert.equal(data.summary.splits.train.images, 1);
    assert.equal(data.summary.splits.train.instances, 2);
  });

  it('is what its models train on', async () => {
    const id = await dataset();
    const model = await hub.model({ datasetId: id });
    const before = (await hub.request('GET', `/v1/models/${model}`)).body.data;
    assert.equal(before.data, null);
    assert.match(before.train_args.data, /not-ready/);
    await upload(id, shapes());
    const { data } = (await hub.request('GET', `/v1/models/${model}`)).body;
    const { url } = (await hub.request('GET', `/v1/datasets/${id}`)).body.data;
    assert.deepEqual([data.data, data.train_args.data, data.dataset.id], [url, url, id]);
  });

  for (const [what, archive, file] of [
    ['is no zip', new Uint8Array(1000), undefined],
    ['reaches outside of its folder', shapes({ '../evil.txt': 'x' }), '../evil.txt'],
    ['holds an absolute name', shapes({ '/etc/passwd': 'x' }), '/etc/passwd'],
    [
      'has no YAML',
      zip({ 'shapes/images/train/a.png': 'x', 'shapes/images/val/b.png': 'x' }),
      undefined,
    ],
    [
      'lacks its val split',
      zip({ 'shapes/shapes.yaml': YAML, 'shapes/images/train/a.png': 'x' }),
      undefined,
    ],
  ] as const) {
    it(`keeps its archive when the next one ${what}, and says what is wrong`, async () => {
      const id = await dataset();
      await upload(id, shapes());
      const before = (await hub.request('GET', `/v1/datasets/${id}`)).body.data;
      const answer = await upload(id, archive as Uint8Array<ArrayBuffer>);
      assert.equal(answer.status, 422);
      assert.equal(answer.body.code, 'dataset_refused');
      assert.match(answer.body.reason, /^[a-z_]+$/);
      assert.ok(answer.body.message.length > 20);
      if (file) assert.equal(answer.body.file, file);
      const kept = (await hub.request('GET', `/v1/datasets/${id}`)).body.data;
      assert.equal(kept.sha256, before.sha256);
    });
  }

  it('cannot be filled by a stranger', async () => {
    const id = await dataset();
    const { key } = await hub.member('filler@example.org');
    const file = { name: 'shapes.zip', content: shapes() };
    assert.equal((await hub.upload(`/v1/datasets/${id}/upload`, {}, file, { key })).status, 404);
  });
});

describe('a project', () => {
  const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);

  it('has a picture, shown as what it is', async () => {
    const made = await hub.request('POST', '/v1/projects', { body: { meta: { name: 'Trains' } } });
    const { id } = made.body.data;
    const file = { name: 'file', content: PNG };
    assert.equal((await hub.upload(`/v1/projects/${id}/upload`, {}, file)).status, 200);
    const { imageUrl } = (await hub.request('GET', `/v1/projects/${id}`)).body.data;
    const image = await fetch(imageUrl);
    assert.equal(image.headers.get('content-type'), 'image/png');
    assert.deepEqual(new Uint8Array(await image.arrayBuffer()), PNG);
  });

  it('refuses a picture that is none', async () => {
    const made = await hub.request('POST', '/v1/projects', { body: {} });
    const content = new TextEncoder().encode('<svg onload="alert(1)"/>');
    const path = `/v1/projects/${made.body.data.id}/upload`;
    const answer = await hub.upload(path, {}, { name: 'file', content });
    assert.equal(answer.body.code, 'not_an_image');
  });

  it('counts its models, and leaves them without a project when it is deleted', async () => {
    const made = await hub.request('POST', '/v1/projects', { body: { name: 'Counted' } });
    const projectId = made.body.data.id;
    const model = await hub.model({ projectId });
    const { data } = (await hub.request('GET', `/v1/projects/${projectId}`)).body;
    assert.equal(data.models, 1);
    await hub.request('DELETE', `/v1/projects/${projectId}?hard=True`);
    const left = (await hub.request('GET', `/v1/models/${model}`)).body.data;
    assert.equal(left.project, null);
  });
});

describe('a user', () => {
  it('reads and changes themselves', async () => {
    const { key, userId } = await hub.member('self@example.org');
    for (const id of ['me', userId]) {
      const { data } = (await hub.request('GET', `/v1/users/${id}`, { key })).body;
      assert.deepEqual([data.email, data.username], ['self@example.org', 'self']);
    }
    const body = { name: 'Näme', username: 'Some One' };
    const changed = await hub.request('PATCH', `/v1/users/${userId}`, { key, body });
    assert.deepEqual([changed.body.data.name, changed.body.data.username], ['Näme', 'some-one']);
  });

  it('cannot take a name that is taken, nor add people unless they own the hub', async () => {
    const { key } = await hub.member('other@example.org');
    const taken = await hub.request('PATCH', '/v1/users/me', { key, body: { username: 'owner' } });
    assert.equal(taken.body.code, 'conflict');
    const body = { email: 'friend@example.org', password: 'long enough' };
    assert.equal((await hub.request('POST', '/v1/users', { key, body })).body.code, 'not_allowed');
    const twice = { email: 'other@example.org', password: 'long enough' };
    assert.equal((await hub.request('POST', '/v1/users', { body: twice })).body.code, 'conflict');
  });
});
