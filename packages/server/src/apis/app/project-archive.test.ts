import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fillHub } from '../../../test-support/filled-hub.ts';
import { TestHub } from '../../../test-support/test-hub.ts';
import { writeZip } from '../../datasets/archive/test-support/write-zip.ts';

describe('a project as one zip', () => {
  const send = (hub: TestHub, content: Uint8Array) =>
    hub.upload(
      '/app/v1/projects/import',
      {},
      { name: 'project.zip', content: new Uint8Array(content) },
    );

  it('opens on another hub with all that it had, and twice makes nothing twice', async () => {
    await using hub = await TestHub.start();
    const filled = await fillHub(hub);
    const path = `${hub.url}/app/v1/projects/${filled.projects[0]}/archive.zip`;
    const zip = await fetch(path, { headers: { 'x-api-key': hub.key } });
    assert.equal(zip.status, 200);
    const content = new Uint8Array(await zip.arrayBuffer());

    await using other = await TestHub.start();
    const first = await send(other, content);
    assert.equal(first.status, 200, JSON.stringify(first.body));
    assert.deepEqual((await send(other, content)).body, first.body);
    const projects = await other.request('GET', '/v1/projects');
    assert.equal(projects.body.data.results.length, 1);
    for (const [index, id] of first.body.models.entries()) {
      const was = filled.models[index]!;
      const ask = async (suffix: string) => {
        const [before, now] = await Promise.all([
          hub.request('GET', `/v1/models/${was}${suffix}`),
          other.request('GET', `/v1/models/${id}${suffix}`),
        ]);
        return [before.body.data, now.body.data];
      };
      assert.deepEqual(...((await ask('/metrics')) as [unknown, unknown]));
      const [before, now] = await ask('');
      assert.deepEqual([now.meta.name, now.train_args], [before.meta.name, before.train_args]);
      if (!before.resume) continue;
      const weights = await other.request('GET', now.resume, { key: null });
      assert.equal(weights.body, `weights 20 of ${was}`);
      const files = await other.request('GET', `/app/v1/models/${id}/files`);
      assert.equal(files.body.items[0].name, 'plot.txt');
    }
  });

  it('is refused when it is not one, and harms nothing', async () => {
    await using hub = await TestHub.start();
    const project = (models: unknown) =>
      JSON.stringify({
        format: 'trainyard-project',
        version: 1,
        name: 'p',
        description: '',
        models,
      });
    const id = 'A'.repeat(20);
    const archives = [
      Buffer.from('no zip'),
      writeZip([{ name: 'project.json', data: '{}' }]),
      writeZip([{ name: '../project.json', data: project([]) }]),
      writeZip([{ name: 'project.json', data: project(['../x']) }]),
      writeZip([{ name: 'project.json', data: project([id]) }]),
      writeZip([
        { name: 'project.json', data: project([id]) },
        { name: `models/${id}/model.json`, data: '{"model":{"name":1}}' },
      ]),
    ];
    for (const archive of archives) {
      const { status, body } = await send(hub, archive);
      assert.deepEqual([status, body.code], [422, 'archive_refused'], body.detail);
    }
    const models = await hub.request('GET', '/app/v1/models');
    assert.equal(models.body.total, 0);
  });
});
