import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type CheckDatasetOptions, checkDatasetArchive } from './check-dataset-archive.ts';
import type { DatasetSummary } from './dataset-summary.ts';
import { readEntry } from './read-entry.ts';
import { type ReadSamplesOptions, readSamples } from './read-samples.ts';
import { detectFiles, type Files, image, refusal, zipOf } from './test-support/datasets.ts';
import { png } from './test-support/images.ts';

async function samples(files: Files, options: ReadSamplesOptions & CheckDatasetOptions = {}) {
  const source = zipOf(files);
  const summary = await checkDatasetArchive(source, { task: options.task });
  return Array.fromAsync(readSamples(source, summary, options));
}

/** The annotations of each image of a dataset with these labels and this YAML. */
async function annotationsOf(label: string, yaml = '') {
  const all = await samples({
    'data.yaml': `train: images/train\nval: images/val\nnames: [a, b]\n${yaml}`,
    'images/train/1.png': image,
    'images/val/2.png': image,
    'labels/train/1.txt': label,
  });
  return all.map((sample) => sample.annotations);
}

suite('the samples of a dataset', () => {
  test('come split by split, with size, labels and a locator', async () => {
    const all = await samples({ ...detectFiles, 'shapes/images/train/b.png': png(320, 200) });
    assert.deepEqual(
      all.map(({ file, split, width, height }) => [file, split, width, height]),
      [
        ['shapes/images/train/a.png', 'train', 64, 48],
        ['shapes/images/train/b.png', 'train', 320, 200],
        ['shapes/images/val/c.png', 'val', 64, 48],
      ],
    );
    assert.ok(all[1]);
    const source = zipOf({ ...detectFiles, 'shapes/images/train/b.png': png(320, 200) });
    const bytes = await readEntry(source, all[1].entry, all[1].file).toArray();
    assert.deepEqual(Buffer.concat(bytes), png(320, 200));
  });

  test('of detect have boxes', async () => {
    assert.deepEqual(await annotationsOf('1 .5 .5 .2 .2\n0 .1 .1 .1 .1'), [
      {
        boxes: [
          [1, 0.5, 0.5, 0.2, 0.2],
          [0, 0.1, 0.1, 0.1, 0.1],
        ],
      },
      undefined,
    ]);
  });

  test('of segment have segments', async () => {
    assert.deepEqual(await annotationsOf('1 .1 .1 .2 .1 .2 .2'), [
      { segments: [[1, 0.1, 0.1, 0.2, 0.1, 0.2, 0.2]] },
      undefined,
    ]);
  });

  test('of pose have pose', async () => {
    assert.deepEqual(await annotationsOf('0 .5 .5 .2 .2 .4 .4 2', 'kpt_shape: [1, 3]'), [
      { pose: [[0, 0.5, 0.5, 0.2, 0.2, 0.4, 0.4, 2]] },
      undefined,
    ]);
  });

  test('of obb have obb', async () => {
    assert.deepEqual(await annotationsOf('0 .1 .1 .2 .1 .2 .2 .1 .2'), [
      { obb: [[0, 0.1, 0.1, 0.2, 0.1, 0.2, 0.2, 0.1, 0.2]] },
      undefined,
    ]);
  });

  test("of classify have their folder's class", async () => {
    const all = await samples({
      'train/dog/1.png': image,
      'train/cat/2.png': image,
      'val/dog/3.png': image,
      'val/bird/4.png': image,
    });
    assert.deepEqual(
      all.map(({ file, annotations }) => [file, annotations]),
      [
        ['train/dog/1.png', { classification: [1] }],
        ['train/cat/2.png', { classification: [0] }],
        ['val/dog/3.png', { classification: [1] }],
      ],
    );
  });

  test('have no annotations key where there are none', async () => {
    const [, background] = await samples(detectFiles);
    assert.deepEqual(Object.keys(background ?? {}), [
      'file',
      'split',
      'entry',
      'width',
      'height',
      'faults',
    ]);
  });

  test('tell lines that are no objects, which are left out', async () => {
    const [sample] = await samples({
      ...detectFiles,
      'shapes/labels/train/a.txt': '0 .5 .5 .1 .1\n9 .5 .5 .1 .1\n\nrubbish\n',
    });
    assert.equal(sample?.faults, 2);
    assert.deepEqual(sample?.annotations, { boxes: [[0, 0.5, 0.5, 0.1, 0.1]] });
  });

  test('come twice where an image is in two splits', async () => {
    const all = await samples({
      'd/data.yaml': 'train: images\nval: images\nnames: [a]',
      'd/images/1.png': image,
    });
    assert.deepEqual(
      all.map(({ split }) => split),
      ['train', 'val'],
    );
  });

  test('follow lists of images', async () => {
    const all = await samples({
      'd/data.yaml': 'train: train.txt\nval: images\nnames: [a]',
      'd/train.txt': './images/2.png\n',
      'd/images/1.png': image,
      'd/images/2.png': image,
    });
    assert.deepEqual(
      all.map(({ file }) => file),
      ['d/images/2.png', 'd/images/1.png', 'd/images/2.png'],
    );
  });

  test('have no size where the image does not tell it', async () => {
    const [sample] = await samples({ ...detectFiles, 'shapes/images/train/a.png': 'no image' });
    assert.equal(sample && 'width' in sample, false);
  });

  test('can be had without sizes, and then no image is touched', async () => {
    const source = zipOf(detectFiles);
    const summary = await checkDatasetArchive(source);
    source.reads.length = 0;
    const all = await Array.fromAsync(readSamples(source, summary, { dimensions: false }));
    assert.equal(all.length, 3);
    assert.equal('width' in (all[0] ?? {}), false);
    const images = all.map(({ entry }) => entry.offset);
    assert.ok(source.reads.every(({ start }) => !images.includes(start)));
  });

  test('can be had of one split', async () => {
    const all = await samples(detectFiles, { splits: ['val'] });
    assert.deepEqual(
      all.map(({ split }) => split),
      ['val'],
    );
  });

  test('are no different when there are more than a batch of them', async () => {
    const numbers = Array.from({ length: 700 }, (_, number) => number);
    const all = await samples(
      {
        'd/data.yaml': 'train: images\nval: images/0\nnames: [a]',
        ...Object.fromEntries(
          numbers.map((number) => [`d/images/${number % 2}/${number}.png`, image]),
        ),
        ...Object.fromEntries(
          numbers.map((number) => [
            `d/labels/${number % 2}/${number}.txt`,
            `0 .5 .5 .1 ${number / 1000}`,
          ]),
        ),
      },
      { splits: ['train'] },
    );
    assert.equal(all.length, 700);
    for (const { file, annotations } of all) {
      const number = Number(/(\d+)\.png$/.exec(file)?.[1]);
      assert.deepEqual(annotations, { boxes: [[0, 0.5, 0.5, 0.1, number / 1000]] });
    }
  });

  test('stop when told to', async () => {
    const reason = new Error('enough');
    await assert.rejects(samples(detectFiles, { signal: AbortSignal.abort(reason) }), reason);
  });

  test('can be read by a summary that went through JSON', async () => {
    const source = zipOf(detectFiles);
    const summary: DatasetSummary = JSON.parse(JSON.stringify(await checkDatasetArchive(source)));
    assert.equal((await Array.fromAsync(readSamples(source, summary))).length, 3);
  });

  test('are refused where the archive has become another one', async () => {
    const summary = await checkDatasetArchive(zipOf(detectFiles));
    const other = zipOf({ ...detectFiles, 'shapes/labels/train/a.txt': Buffer.from([0, 1]) });
    await refusal(Array.fromAsync(readSamples(other, summary)), 'label_garbage');
  });
});
