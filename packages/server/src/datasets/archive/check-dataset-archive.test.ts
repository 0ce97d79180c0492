import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { checkDatasetArchive } from './check-dataset-archive.ts';
import type { DatasetTask } from './dataset-task.ts';
import {
  check,
  detectFiles,
  detectWith,
  type Files,
  image,
  refusal,
  yamlWith,
  zipOf,
} from './test-support/datasets.ts';

suite('what a check counts', () => {
  test('images, labels, backgrounds and objects of each split', async () => {
    const summary = await check(detectFiles);
    assert.equal(summary.task, 'detect');
    assert.equal(summary.root, 'shapes');
    assert.equal(summary.yaml, 'shapes/data.yaml');
    assert.deepEqual(summary.names, ['circle', 'square']);
    assert.deepEqual(summary.splits.train, {
      from: ['shapes/images/train'],
      images: 2,
      labelled: 1,
      background: 1,
      faulty: 0,
      instances: 2,
      perClass: [1, 1],
    });
    assert.equal(summary.splits.val?.instances, 1);
    assert.equal(summary.splits.test, null);
    assert.equal(summary.problems.total, 0);
  });

  test('the summary survives JSON', async () => {
    const summary = await check(detectFiles);
    assert.deepEqual(JSON.parse(JSON.stringify(summary)), summary);
  });

  test('an image without a label file is background too', async () => {
    const summary = await check(detectWith({ 'shapes/labels/train/b.txt': undefined }));
    assert.equal(summary.splits.train?.background, 1);
  });

  test('an image in two splits counts in both', async () => {
    const summary = await check(
      yamlWith('train: images/train\nval: images/val\ntest: images/val\nnames: [a, b]'),
    );
    assert.deepEqual(summary.splits.test, summary.splits.val);
    assert.equal(summary.splits.test?.perClass[1], 1);
  });

  test('hidden files and the by-products of a Mac are no images', async () => {
    const summary = await check(
      detectWith({
        'shapes/images/train/._a.png': 'resource fork',
        'shapes/images/train/.cache/x.png': image,
        '__MACOSX/shapes/._data.yaml': 'resource fork',
        '__MACOSX/shapes/images/train/a.png': 'resource fork',
      }),
    );
    assert.equal(summary.splits.train?.images, 2);
    assert.equal(summary.root, 'shapes');
  });

  test('the check tells how far it is', async () => {
    const steps = new Set<string>();
    await check(detectFiles, { onProgress: ({ step }) => steps.add(step) });
    assert.deepEqual([...steps], ['directory', 'labels']);
  });

  test('the check stops when told to', async () => {
    const reason = new Error('enough');
    await assert.rejects(check(detectFiles, { signal: AbortSignal.abort(reason) }), reason);
  });

  test('no image is read whole', async () => {
    const large = Buffer.concat([image, Buffer.alloc(3_000_000)]);
    const source = zipOf(detectWith({ 'shapes/images/train/a.png': large }));
    await checkDatasetArchive(source);
    const read = source.reads.reduce((sum, { start, end }) => sum + end - start, 0);
    assert.ok(read < 600_000, `${read} bytes`);
  });
});

suite('how the task is told', () => {
  const label = (line: string, yaml = '') =>
    detectWith({
      'shapes/data.yaml': `train: images/train\nval: images/val\nnames: [a, b]\n${yaml}`,
      'shapes/labels/train/a.txt': line,
      'shapes/labels/val/c.txt': line,
    });
  const cases: [string, Files, DatasetTask][] = [
    ['boxes are for detect', label('0 .5 .5 .1 .1'), 'detect'],
    [
      'polygons are for segment',
      label('0 .1 .1 .2 .1 .2 .2\n0 .1 .1 .2 .1 .2 .2 .1 .2'),
      'segment',
    ],
    ['four corners throughout are for obb', label('0 .1 .1 .2 .1 .2 .2 .1 .2'), 'obb'],
    ['kpt_shape is for pose', label('0 .5 .5 .1 .1 .5 .5 2', 'kpt_shape: [1, 3]'), 'pose'],
    ['no labels at all are for detect', label(''), 'detect'],
    ['the YAML may say it', label('0 .1 .1 .2 .1 .2 .2 .1 .2', 'task: segment'), 'segment'],
    [
      'a task that the hub does not know says nothing',
      label('0 .5 .5 .1 .1', 'task: juggle'),
      'detect',
    ],
  ];
  for (const [title, files, task] of cases) {
    test(title, async () => {
      const summary = await check(files);
      assert.equal(summary.task, task);
      assert.equal(summary.splits.train?.faulty, 0);
    });
  }

  test('the caller is right against all of them', async () => {
    const summary = await check(label('0 .1 .1 .2 .1 .2 .2 .1 .2', 'task: obb'), {
      task: 'segment',
    });
    assert.deepEqual([summary.task, summary.taskFrom], ['segment', 'caller']);
  });

  test('pose keeps kpt_shape and flip_idx', async () => {
    const summary = await check(
      label('0 .5 .5 .1 .1 .5 .5 2 .6 .6 0', 'kpt_shape: [2, 3]\nflip_idx: [1, 0]\nchannels: 3'),
    );
    assert.deepEqual(summary.kptShape, [2, 3]);
    assert.deepEqual(summary.flipIdx, [1, 0]);
    assert.equal(summary.channels, 3);
  });

  test('pose without kpt_shape is refused', () =>
    refusal(check(detectFiles, { task: 'pose' }), 'kpt_shape_missing').then(() => {}));
});
