import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestHub } from '../../../test-support/test-hub.ts';
import {
  detectFiles,
  entriesOf,
  type Files,
} from '../../datasets/archive/test-support/datasets.ts';
import { png } from '../../datasets/archive/test-support/images.ts';
import { writeZip } from '../../datasets/archive/test-support/write-zip.ts';

let hub: TestHub;
before(async () => {
  hub = await TestHub.start();
});
after(() => hub[Symbol.asyncDispose]());

/** A dataset of these files; its id. */
async function dataset(name: string, files: Files | undefined, more: object = {}) {
  const made = await hub.request('POST', '/v1/datasets', { body: { meta: { name }, ...more } });
  const { id } = made.body.data;
  if (files) {
    const content = new Uint8Array(writeZip(entriesOf(files)));
    const file = { name: `${name}.zip`, content };
    const answer = await hub.upload(`/v1/datasets/${id}/upload`, {}, file);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  }
  return id as string;
}

const exported = (slug: string, method = 'GET', key: string | null = hub.key) =>
  hub.request(method, `/api/webhooks/datasets/owner/${slug}/export`, {
    key: null,
    headers: key === null ? {} : { authorization: `Bearer ${key}` },
  });

// biome-ignore lint/suspicious/noExplicitAny: lines of every shape.
async function lines(slug: string): Promise<any[]> {
  const answer = await exported(slug);
  assert.equal(answer.status, 302, JSON.stringify(answer.body));
  const text = await (await fetch(answer.headers.get('location')!)).text();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const withoutQuery = (url: string) => url.split('?', 1)[0]!;

describe('the NDJSON export of a dataset', () => {
  it('is a redirect to an absolute signed URL that ends in .ndjson, for HEAD and GET', async () => {
    await dataset('shapes', detectFiles);
    for (const method of ['HEAD', 'GET']) {
      const answer = await exported('shapes', method);
      assert.equal(answer.status, 302);
      const location = answer.headers.get('location')!;
      assert.match(location, new RegExp(`^${hub.url}/f-.*/shapes-[0-9a-f]{12}\\.ndjson$`));
      const file = await fetch(location, { method: 'HEAD' });
      assert.ok(Number(file.headers.get('content-length')) > 0);
    }
  });

  it('has a head, then a line for each image with its labels; a background has none', async () => {
    await dataset('lines', detectFiles);
    const [head, ...images] = await lines('lines');
    assert.deepEqual(head, {
      type: 'dataset',
      task: 'detect',
      class_names: { 0: 'circle', 1: 'square' },
    });
    assert.deepEqual(
      images.map(({ type, split, width, height, annotations }) => ({
        type,
        split,
        width,
        height,
        annotations,
      })),
      [
        {
          type: 'image',
          split: 'train',
          width: 64,
          height: 48,
          annotations: {
            boxes: [
              [0, 0.5, 0.5, 0.2, 0.2],
              [1, 0.25, 0.25, 0.1, 0.1],
            ],
          },
        },
        { type: 'image', split: 'train', width: 64, height: 48, annotations: undefined },
        {
          type: 'image',
          split: 'val',
          width: 64,
          height: 48,
          annotations: { boxes: [[1, 0.5, 0.5, 1, 1]] },
        },
      ],
    );
    assert.ok(images.every(({ file }) => /^[0-9a-f]{32}\.png$/.test(file)));
    assert.equal(new Set(images.map(({ file }) => file)).size, 3);
  });

  it('links to each image by a path that stays the same, and hands out its very bytes', async () => {
    const picture = png(320, 200);
    await dataset('pictures', { ...detectFiles, 'shapes/images/train/b.png': picture });
    const urls = (await lines('pictures')).slice(1).map(({ url }) => url);
    const answer = await fetch(urls[1]!);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), picture);
    assert.deepEqual(
      ['content-type', 'content-length', 'content-security-policy', 'x-content-type-options'].map(
        (name) => answer.headers.get(name),
      ),
      ['image/png', '40', "sandbox; default-src 'none'", 'nosniff'],
    );
    await hub.restart({ url: hub.url, port: Number(new URL(hub.url).port) });
    const again = (await lines('pictures')).slice(1).map(({ url }) => url);
    assert.deepEqual(again.map(withoutQuery), urls.map(withoutQuery));
  });

  it('is made once, and again when the archive or the address of the hub changed', async () => {
    const id = await dataset('versions', detectFiles);
    const link = () => hub.request('GET', '/api/datasets/owner/versions/export?v=1');
    const first = (await link()).body;
    assert.deepEqual([first.cached, (await link()).body.cached], [false, true]);
    const zip = writeZip(entriesOf({ ...detectFiles, 'shapes/labels/train/a.txt': '' }));
    const content = new Uint8Array(zip);
    await hub.upload(`/v1/datasets/${id}/upload`, {}, { name: 'v.zip', content });
    const second = (await link()).body;
    assert.equal(second.cached, false);
    assert.notEqual(second.downloadUrl.split('/').at(-1), first.downloadUrl.split('/').at(-1));
    assert.equal((await fetch(first.downloadUrl)).status, 200);
  });

  it('of five tasks has the key of each', async () => {
    const yaml = (more: string) => `train: images/train\nval: images/val\nnames: [a, b]\n${more}`;
    const files = (label: string, more = ''): Files => ({
      'data.yaml': yaml(more),
      'images/train/1.png': png(),
      'images/val/2.png': png(),
      'labels/train/1.txt': label,
      'labels/val/2.txt': label,
    });
    const cases: [string, Files, string, unknown][] = [
      ['detect', files('1 .5 .5 .2 .2'), 'boxes', [[1, 0.5, 0.5, 0.2, 0.2]]],
      ['segment', files('0 .1 .1 .2 .1 .2 .2'), 'segments', [[0, 0.1, 0.1, 0.2, 0.1, 0.2, 0.2]]],
      [
        'pose',
        files('0 .5 .5 .2 .2 .4 .4 2 .6 .6 1', 'kpt_shape: [2, 3]\nflip_idx: [1, 0]\n'),
        'pose',
        [[0, 0.5, 0.5, 0.2, 0.2, 0.4, 0.4, 2, 0.6, 0.6, 1]],
      ],
      [
        'obb',
        files('0 .1 .1 .2 .1 .2 .2 .1 .2'),
        'obb',
        [[0, 0.1, 0.1, 0.2, 0.1, 0.2, 0.2, 0.1, 0.2]],
      ],
      [
        'classify',
        {
          'train/cat/1.png': png(),
          'train/dog/2.png': png(),
          'val/cat/3.png': png(),
          'val/dog/4.png': png(),
        },
        'classification',
        [0],
      ],
    ];
    for (const [task, content, key, expected] of cases) {
      await dataset(`task-${task}`, content);
      const [head, first] = await lines(`task-${task}`);
      assert.equal(head.task, task);
      assert.deepEqual(first.annotations, { [key]: expected });
      if (task !== 'pose') continue;
      assert.deepEqual(
        [head.kpt_shape, head.flip_idx],
        [
          [2, 3],
          [1, 0],
        ],
      );
    }
  });

  it('leaves out what clients would act upon, and images with faulty labels', async () => {
    await dataset('careful', {
      ...detectFiles,
      'shapes/data.yaml':
        'path: /etc\ntrain: images/train\nval: images/val\nnames: [circle, square]\ndownload: |\n  import os\n',
      'shapes/labels/train/a.txt': '0 .5 .5 .1 .1\nrubbish\n',
    });
    const [head, ...images] = await lines('careful');
    assert.deepEqual(Object.keys(head).sort(), ['class_names', 'task', 'type']);
    assert.equal(images.length, 2);
  });

  it('of an empty dataset is a 409, of none and of a hidden one a 404, without a key a 401', async () => {
    await dataset('nothing', undefined);
    const { key } = await hub.member('eve@example.org');
    await dataset('hidden', detectFiles);
    const statuses = [
      await exported('nothing'),
      await exported('no-such'),
      await exported('hidden', 'GET', key),
      await exported('hidden', 'GET', null),
      await exported('hidden', 'GET', '0'.repeat(42)),
    ];
    assert.deepEqual(
      statuses.map(({ status }) => status),
      [409, 404, 404, 401, 401],
    );
    assert.ok(statuses.every(({ body }) => typeof body.error === 'string'));
  });

  it('of a public dataset is there for other accounts', async () => {
    await dataset('open', detectFiles, { public: true });
    const { key } = await hub.member('frank@example.org');
    assert.equal((await exported('open', 'GET', key)).status, 302);
  });
});

describe('a link to an image of a dataset', () => {
  it('works for that image only, and not without its grant', async () => {
    await dataset('granted', detectFiles);
    const [, one, two] = await lines('granted');
    const [path, query] = [withoutQuery(one.url), one.url.split('?')[1]];
    for (const url of [
      path,
      `${withoutQuery(two.url)}?${query}`,
      one.url.replace(/\.png/, '.html'),
      one.url.replace(/grant=[0-9a-z]+/, 'grant=zzzzzzzz'),
      one.url.replace(/dataset-images\/[0-9a-f]{64}/, `dataset-images/${'0'.repeat(64)}`),
      one.url.replace(/(dataset-images\/[0-9a-f]{64})\/[^/]+/, '$1/..%2f..%2fetc'),
    ]) {
      assert.notEqual(url, one.url);
      assert.equal((await fetch(url)).status, 403, url);
    }
  });

  it('hands out what only calls itself an image as bytes', async () => {
    const files = { ...detectFiles, 'shapes/images/train/a.png': '<script>alert(1)</script>' };
    await dataset('scripts', files);
    const image = (await lines('scripts'))[1];
    const answer = await fetch(image.url);
    assert.equal(answer.headers.get('content-type'), 'application/octet-stream');
    assert.match(answer.headers.get('content-disposition')!, /^attachment/);
  });

  it('answers HEAD, and a repeated question by 304', async () => {
    await dataset('heads', detectFiles);
    const { url } = (await lines('heads'))[1];
    const head = await fetch(url, { method: 'HEAD' });
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, '40']);
    const etag = head.headers.get('etag')!;
    assert.equal((await fetch(url, { headers: { 'if-none-match': etag } })).status, 304);
  });
});
