import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createHub } from '@trainyard/server';
import { HubClient } from '@trainyard/session';
import { API_KEY, cli } from '../testing/cli.ts';

test('a hub is backed up while it serves, checked, restored and moved', async () => {
  await using kit = await cli();
  const data = join(kit.directory, 'data');
  await kit.run(['projects', 'create', 'Animals']);
  const made = await kit.run(['backup', 'copy', '--data', data, '--json']);
  assert.equal(made.code, 0, made.stderr);
  assert.equal(JSON.parse(made.stdout).format, 'trainyard-backup');
  const checked = await kit.run(['check', '--data', data, '--hashes']);
  assert.deepEqual([checked.code, checked.stdout], [0, 'all is well, with 0 files\n']);

  const restored = await kit.run(['restore', 'copy', '--data', 'restored', '--json']);
  assert.equal(restored.code, 0, restored.stderr);
  assert.equal(JSON.parse(restored.stdout).tables.projects, 1);
  const again = await kit.run(['restore', 'copy', '--data', 'restored']);
  assert.match(again.stderr, /not empty/);
  assert.equal(again.code, 1);

  const served = await kit.run(['move', '--from', data, '--to', 'moved']);
  assert.match(served.stderr, /another hub is running/);
  const moved = await kit.run(['move', '--from', 'restored', '--to', 'moved']);
  assert.equal(moved.code, 0, moved.stderr);
  assert.match(moved.stdout, /verified by count and hash/);
  const hub = await createHub({
    port: 0,
    data: join(kit.directory, 'moved'),
    logLevel: 'fatal',
  });
  try {
    const client = new HubClient(hub.url, API_KEY);
    const list = await client.call<{ data: { results: { meta: { name: string } }[] } }>({
      what: 'projects',
      path: '/v1/projects',
    });
    assert.deepEqual(
      list.data.results.map(({ meta }) => meta.name),
      ['Animals'],
    );
  } finally {
    await hub.close(1000);
  }
});

test('a check that finds something exits with 1', async () => {
  await using kit = await cli();
  const data = join(kit.directory, 'data');
  const { id } = await kit.client
    .call<{ data: { id: string } }>({
      what: 'a model',
      method: 'POST',
      path: '/v1/models',
      json: {},
    })
    .then(({ data: model }) => model);
  const form = new FormData();
  form.set('epoch', '0');
  form.set('last.pt', new Blob(['weights']), 'last.pt');
  const url = `${kit.hub.url}/v1/models/${id}/upload`;
  const sent = await fetch(url, { method: 'POST', headers: { 'x-api-key': API_KEY }, body: form });
  assert.equal(sent.status, 200);
  for (const part of await readdir(join(data, 'blobs'))) {
    await rm(join(data, 'blobs', part), { recursive: true });
  }
  const { code, stdout } = await kit.run(['check', '--data', data, '--json']);
  assert.equal(code, 1);
  assert.deepEqual(JSON.parse(stdout).counts, { blob_missing: { found: 1, fixed: 0 } });
});

test('a project is backed up as one zip, and restored into another account', async () => {
  await using kit = await cli();
  await using other = await cli();
  const { id } = JSON.parse((await kit.run(['projects', 'create', 'Animals', '--json'])).stdout);
  const saved = await kit.run(['backup', 'animals.zip', '--project', id]);
  assert.equal(saved.code, 0, saved.stderr);
  assert.equal((await kit.run(['backup', 'animals.zip', '--project', id])).code, 1);
  const file = join(kit.directory, 'animals.zip');
  for (let round = 0; round < 2; round++) {
    const restored = await other.run(['restore', file]);
    assert.equal(restored.code, 0, restored.stderr);
  }
  const projects = JSON.parse((await other.run(['projects', '--json'])).stdout);
  assert.deepEqual(
    projects.map(({ meta }: { meta: { name: string } }) => meta.name),
    ['Animals'],
  );
});
