import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestHub } from '../../../test-support/test-hub.ts';

const PNG = Buffer.from('\x89PNG\r\n\x1a\n and the rest of it', 'latin1');

test('a plot is kept beside the weights, listed, handed out, and replaced by its name', async () => {
  await using hub = await TestHub.start();
  const id = await hub.model();
  const path = `/app/v1/models/${id}/files`;
  for (const content of [Buffer.from('an earlier one'), PNG]) {
    const sent = await hub.upload(path, {}, { name: 'results.png', content });
    assert.equal(sent.status, 204, JSON.stringify(sent.body));
  }
  const { body } = await hub.request('GET', path);
  assert.deepEqual(
    body.items.map(({ name, size }: { name: string; size: number }) => [name, size]),
    [['results.png', PNG.length]],
  );
  const file = await fetch(hub.url + body.items[0].url);
  assert.deepEqual(Buffer.from(await file.arrayBuffer()), PNG);
  assert.equal(file.headers.get('content-type'), 'image/png');
  assert.match(file.headers.get('content-security-policy')!, /sandbox/);
});

test('files are for whom the model is, and their names are no paths', async () => {
  await using hub = await TestHub.start();
  const id = await hub.model();
  const path = `/app/v1/models/${id}/files`;
  const stranger = await hub.member('stranger@example.org');
  const file = { name: '../../etc/passwd.png', content: PNG };
  assert.equal((await hub.upload(path, {}, file, stranger)).status, 404);
  assert.equal((await hub.request('GET', path, stranger)).status, 404);
  assert.equal((await hub.upload(path, {}, file)).status, 204);
  const { body } = await hub.request('GET', path);
  assert.equal(body.items[0].name, 'passwd.png');
  assert.equal((await hub.upload(path, {}, { ...file, name: '..' })).status, 422);
});
