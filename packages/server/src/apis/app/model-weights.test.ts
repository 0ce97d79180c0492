import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import yauzl from 'yauzl';
import { TestHub } from '../../../test-support/test-hub.ts';

/** The files of a zip by their names, read by another library than the one that wrote it. */
async function unzip(archive: Buffer): Promise<Record<string, Buffer>> {
  const zip = await promisify<Buffer, { lazyEntries: boolean }, yauzl.ZipFile>(yauzl.fromBuffer)(
    archive,
    { lazyEntries: false },
  );
  const entries: yauzl.Entry[] = [];
  zip.on('entry', (entry: yauzl.Entry) => entries.push(entry));
  await new Promise((resolve) => zip.once('end', resolve));
  const open = promisify(zip.openReadStream.bind(zip) as never) as (
    entry: yauzl.Entry,
  ) => Promise<NodeJS.ReadableStream>;
  const files: Record<string, Buffer> = {};
  for (const entry of entries) files[entry.fileName] = await buffer(await open(entry));
  return files;
}

describe('the weights of several models', () => {
  let hub: TestHub;
  const ids: string[] = [];
  const weights = [randomBytes(5000), randomBytes(70_000)];

  before(async () => {
    hub = await TestHub.start();
    for (const content of [...weights, undefined]) {
      const id = await hub.model({ name: 'same name' });
      ids.push(id);
      if (!content) continue;
      const file = { name: 'best.pt', content: new Uint8Array(content) };
      const sent = await hub.upload(`/v1/models/${id}/upload`, { type: 'final' }, file);
      assert.equal(sent.status, 200, JSON.stringify(sent.body));
    }
  });
  after(() => hub[Symbol.asyncDispose]());

  const path = (wanted: readonly string[]) =>
    `/app/v1/models/weights.zip?${wanted.map((id) => `id=${id}`).join('&')}`;

  it('come as one zip of known size, whose files are named after the models', async () => {
    const response = await fetch(hub.url + path(ids), { headers: { 'x-api-key': hub.key } });
    assert.match(
      response.headers.get('content-disposition')!,
      /attachment; filename="weights.zip"/,
    );
    const archive = Buffer.from(await response.arrayBuffer());
    assert.equal(Number(response.headers.get('content-length')), archive.length);
    const files = await unzip(archive);
    // Slugs are unique in a folder of models, so these names cannot meet.
    assert.deepEqual(
      Object.values(files)
        .map((file) => file.length)
        .sort(),
      [5000, 70_000],
    );
    assert.ok(Object.values(files).some((file) => file.equals(weights[0]!)));
    assert.ok(Object.keys(files).every((name) => /^same-name(-2)?\.pt$/.test(name)));
  });

  it('are refused to strangers, and when there are none', async () => {
    assert.equal((await hub.request('GET', path(ids), { key: null })).status, 404);
    const none = await hub.request('GET', path([ids[2]!]));
    assert.deepEqual([none.status, none.body.code], [409, 'not_ready']);
  });

  it('are announced in the table', async () => {
    const { body } = await hub.request('GET', '/app/v1/models?sort=created&order=asc');
    const shown = body.items.map((row: { hasWeights: boolean }) => row.hasWeights);
    assert.deepEqual(shown, [true, true, false]);
  });
});

describe('the arguments of a model', () => {
  it('are changed before its first training, and not after it', async () => {
    await using hub = await TestHub.start();
    const id = await hub.model({ config: { epochs: 10, lr0: 0.1 } });
    const path = `/app/v1/models/${id}`;
    const body = { trainArgs: { epochs: '20', lr0: null, optimizer: 'AdamW' } };
    const changed = await hub.request('PATCH', path, { body });
    const { epochs, lr0, optimizer } = changed.body.trainArgs;
    assert.deepEqual([epochs, lr0, optimizer], [20, undefined, 'AdamW']);
    const bad = await hub.request('PATCH', path, { body: { trainArgs: { 'a b': 1 } } });
    assert.deepEqual([bad.status, bad.body.code], [422, 'invalid_body']);
    await hub.request('POST', `/v1/models/${id}`, {
      body: { type: 'metrics', metrics: { 0: '{"loss":1}' } },
    });
    const late = await hub.request('PATCH', path, { body });
    assert.deepEqual([late.status, late.body.code], [409, 'state_conflict']);
  });
});
