import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DatasetDetail, SamplesReply, StorageReply, TrashPage } from '@trainyard/protocol';
import { Value } from 'typebox/value';
import { TestHub } from '../../../test-support/test-hub.ts';
import { detectFiles, entriesOf, image } from '../../datasets/archive/test-support/datasets.ts';
import { writeZip } from '../../datasets/archive/test-support/write-zip.ts';

describe('datasets, trash and storage', () => {
  let hub: TestHub;
  let id: string;
  before(async () => {
    hub = await TestHub.start();
    const made = await hub.request('POST', '/v1/datasets', { body: { meta: { name: 'shapes' } } });
    id = made.body.data.id;
    const content = new Uint8Array(writeZip(entriesOf(detectFiles)));
    const sent = await hub.upload(`/v1/datasets/${id}/upload`, {}, { name: 'shapes.zip', content });
    assert.equal(sent.status, 200, JSON.stringify(sent.body));
  });
  after(() => hub[Symbol.asyncDispose]());

  it('show the splits and classes of a dataset', async () => {
    const { body } = await hub.request('GET', `/app/v1/datasets/${id}`);
    assert.deepEqual([...Value.Errors(DatasetDetail, body)], []);
    assert.deepEqual(
      body.splits.map((split: { name: string; images: number }) => [split.name, split.images]),
      [
        ['train', 2],
        ['val', 1],
      ],
    );
  });

  it('show example images with their labels, and hand out their bytes', async () => {
    const { body } = await hub.request('GET', `/app/v1/datasets/${id}/samples?limit=1`);
    assert.deepEqual([...Value.Errors(SamplesReply, body)], []);
    const [sample] = body.items;
    assert.deepEqual([sample.kind, sample.labels.length, body.more], ['boxes', 2, true]);
    const response = await fetch(hub.url + sample.url, { headers: { 'x-api-key': hub.key } });
    assert.equal(response.headers.get('content-type'), 'image/png');
    assert.match(response.headers.get('content-security-policy')!, /sandbox/);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), image);
    assert.equal((await hub.request('GET', sample.url, { key: null })).status, 404);
  });

  it('count the bytes of an archive once, also in the trash', async () => {
    const before = (await hub.request('GET', '/app/v1/storage')).body;
    assert.deepEqual([...Value.Errors(StorageReply, before)], []);
    assert.equal(before.datasets.count, 1);
    await hub.request('DELETE', `/v1/datasets/${id}`);
    const trash = (await hub.request('GET', '/app/v1/trash')).body;
    assert.deepEqual([...Value.Errors(TrashPage, trash)], []);
    assert.deepEqual(
      [trash.total, trash.items[0].kind, trash.items[0].name],
      [1, 'dataset', 'shapes'],
    );
    const after = (await hub.request('GET', '/app/v1/storage')).body;
    assert.deepEqual([after.datasets.count, after.trash.count], [0, 1]);
    await hub.request('POST', `/app/v1/datasets/${id}/restore`);
    assert.equal((await hub.request('GET', '/app/v1/datasets')).body.total, 1);
  });
});
