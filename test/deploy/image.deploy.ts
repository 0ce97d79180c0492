import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../packages/server/test-support/free-port.ts';
import { makeBaseImage } from './base-image.ts';
import { Buildah } from './buildah.ts';

const DOCKERFILE = 'deploy/Dockerfile';

describe('the image', () => {
  let folder: string;
  let buildah: Buildah;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-image-'));
    buildah = new Buildah(folder);
    const base = /^FROM (\S+) AS build$/m.exec(await readFile(DOCKERFILE, 'utf8'))?.[1];
    makeBaseImage(buildah, folder, `docker.io/library/${base}`);
    const build = ['build', '--pull-never', '--format', 'docker', '--tag', 'trainyard'];
    buildah.run([...build, '--file', DOCKERFILE, '.']);
  });
  after(() => buildah[Symbol.asyncDispose]());

  it('serves as a user without rights, is healthy, and keeps what a trainer sends in /data', async () => {
    const container = buildah.run(['from', '--pull-never', 'localhost/trainyard']);
    const port = await freePort();
    const env = ['--env', 'TRAINYARD_HOST=127.0.0.1', '--env', `TRAINYARD_PORT=${port}`];
    buildah.run(['config', ...env, container]);
    const inside = (...program: string[]) => buildah.run(['run', container, '--', ...program]);
    const image = JSON.parse(buildah.run(['inspect', container])).Docker.config;
    const hub = buildah.start(container, image.Cmd);
    const ended = once(hub, 'exit');
    try {
      const output: string[] = [];
      for await (const line of createInterface({ input: hub.stdout! })) {
        output.push(line);
        if (/Stop with Ctrl-C/.test(line)) break;
      }
      const text = output.join('\n');
      const url = `http://127.0.0.1:${port}`;
      assert.ok(text.includes(`running at  ${url}`), text);
      const key = /API key: +(\S+)/.exec(text)?.[1];
      const made = await fetch(`${url}/v1/models`, {
        method: 'POST',
        headers: { 'x-api-key': key!, 'content-type': 'application/json' },
        body: '{}',
      });
      assert.equal(made.status, 200);
      const page = await fetch(url);
      assert.match(await page.text(), /<title>Trainyard<\/title>/);
      inside(...image.Healthcheck.Test.slice(1));
      assert.equal(inside('id', '-un'), 'node');
      assert.match(inside('ls', '-l', '/data'), /node node .* trainyard\.db$/m);
    } finally {
      process.kill(-hub.pid!, 'SIGKILL');
      await ended;
    }
  });
});
