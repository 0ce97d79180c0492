import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { VERSION } from '../../packages/server/test-support/s3-server.ts';

const read = (file: string) => readFileSync(file, 'utf8');

interface Service {
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: readonly string[] | Readonly<Record<string, unknown>>;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const composes = globSync('deploy/compose*.yaml').map(
  (file) => [file, parse(read(file), { merge: true }) as Compose] as const,
);

describe('deploy/', () => {
  it('sets only variables that the documentation lists', () => {
    const known = new Set(read('docs/operate/configuration.md').match(/`TRAINYARD_[A-Z_]+`/g));
    for (const file of globSync('deploy/*')) {
      for (const name of read(file).match(/\bTRAINYARD_[A-Z_]+\b/g) ?? []) {
        assert.ok(known.has(`\`${name}\``), `${name} in ${file}`);
      }
    }
  });

  it('has compose files whose services, files and volumes are all there', () => {
    assert.equal(composes.length, 2);
    for (const [file, { services, volumes }] of composes) {
      for (const [name, service] of Object.entries(services)) {
        assert.ok(service.image ?? service.build, `${name} in ${file}`);
        const { build } = service;
        if (build) assert.ok(existsSync(join(dirname(file), build.context, build.dockerfile)));
        const needs = service.depends_on ?? [];
        for (const other of Array.isArray(needs) ? needs : Object.keys(needs)) {
          assert.ok(other in services, `${name} needs ${other} in ${file}`);
        }
        for (const volume of service.volumes ?? []) {
          const [source] = volume.split(':') as [string];
          const there = source.startsWith('.')
            ? existsSync(join(dirname(file), source))
            : source in volumes;
          assert.ok(there, `${volume} in ${file}`);
        }
      }
    }
  });

  it('names a version of every image, and of the S3 gateway the one that the tests run', () => {
    const images = composes.flatMap(([, { services }]) =>
      Object.values(services).flatMap(({ image }) => image ?? []),
    );
    for (const image of images) assert.match(image, /^[\w./-]+:v?\d+(\.\d+)*$/);
    assert.ok(images.includes(`versity/versitygw:${VERSION}`));
  });

  it('names the same hosts and ports in compose file, nginx and image', () => {
    const cluster = composes.find(([file]) => file.includes('cluster'))![1];
    const upstream = [...read('deploy/nginx.cluster.conf').matchAll(/server (hub-\d):(\d+)/g)];
    assert.ok(upstream.length > 1);
    for (const [, host, port] of upstream) {
      assert.ok(host! in cluster.services, host);
      assert.match(read('deploy/Dockerfile'), new RegExp(`TRAINYARD_PORT=${port}\\b`));
    }
    const { environment } = cluster.services['hub-1']!;
    const database = new URL(environment!['TRAINYARD_DATABASE_URL']!.replace(/\$\{[^}]*\}/, 'x'));
    assert.ok(database.hostname in cluster.services);
    const blobs = new URL(environment!['TRAINYARD_BLOBS_URL']!);
    assert.ok(new URL(blobs.searchParams.get('endpoint')!).hostname in cluster.services);
  });

  it('holds no password', () => {
    for (const [file, { services }] of composes) {
      for (const { environment = {} } of Object.values(services)) {
        for (const [name, value] of Object.entries(environment)) {
          if (/PASSWORD|SECRET/.test(name))
            assert.match(value, /^\$\{\w+:\?/, `${name} in ${file}`);
        }
      }
    }
  });
});
