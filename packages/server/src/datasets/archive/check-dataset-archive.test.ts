import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { checkDatasetArchive } from './check-dataset-archive.ts';
import type { DatasetTask } from './dataset-task.ts';
import { bufferSource } from './test-support/buffer-source.ts';
import { check, detectFiles, type Files, image, refusal, zipOf } from './test-support/datasets.ts';
import { writeZip } from './test-support/write-zip.ts';

/** `detectFiles` with other content in some files; undefined takes a file out. */
function detectWith(changes: Readonly<Record<string, string | Buffer | undefined>>): Files {
  const files = Object.entries({ ...detectFiles, ...changes });
  return Object.fromEntries(files.filter(([, data]) => data !== undefined)) as Files;
}

function yamlWith(lines: string): Files {
  return detectWith({ 'shapes/data.yaml': lines });
}

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

suite('layouts that are understood', () => {
  test('labels beside the images where no folder is called images', async () => {
    const summary = await check({
      'data.yaml': 'train: a\nval: b\nnames: [x]',
      'a/1.jpg': image,
      'a/1.txt': '0 .5 .5 .1 .1',
      'b/2.jpg': image,
    });
    assert.equal(summary.root, '');
    assert.equal(summary.splits.train?.labelled, 1);
  });

  test('the last folder called images is the one that becomes labels', async () => {
    const summary = await check({
      'images/data.yaml': 'train: images/train\nval: images/val\nnames: [x]',
      'images/images/train/1.jpg': image,
      'images/labels/train/1.txt': '0 .5 .5 .1 .1',
      'images/images/val/2.jpg': image,
    });
    assert.equal(summary.splits.train?.labelled, 1);
  });

  test('splits given as "../" from a YAML that stands beside them', async () => {
    const summary = await check({
      'data.yaml':
        'train: ../train/images\nval: ../valid/images\ntest: ../test/images\nnc: 1\nnames: [x]',
      'train/images/1.jpg': image,
      'train/labels/1.txt': '0 .5 .5 .1 .1',
      'valid/images/2.jpg': image,
      'test/images/3.jpg': image,
    });
    assert.deepEqual(summary.splits.val?.from, ['valid/images']);
    assert.equal(summary.splits.train?.labelled, 1);
    assert.equal(summary.splits.test?.images, 1);
  });

  test('a split given as a list of folders, and images deeper within', async () => {
    const summary = await check({
      'd/data.yaml': 'train: [images/a, images/b/]\nval: images/c\nnames: {0: x}',
      'd/images/a/1.jpg': image,
      'd/images/b/deep/2.jpg': image,
      'd/images/c/3.jpg': image,
      'd/labels/b/deep/2.txt': '0 .5 .5 .1 .1',
    });
    assert.equal(summary.splits.train?.images, 2);
    assert.equal(summary.splits.train?.labelled, 1);
  });

  test('a split given as a .txt that lists its images', async () => {
    const summary = await check({
      'd/data.yaml': 'train: train.txt\nval: val.txt\nnames: [x]',
      'd/train.txt': './images/1.jpg\r\n./images/2.jpg\r\n\r\n',
      'd/val.txt': './images/3.jpg',
      'd/images/1.jpg': image,
      'd/images/2.jpg': image,
      'd/images/3.jpg': image,
      'd/labels/1.txt': '0 .5 .5 .1 .1',
      'd/labels/3.txt': '0 .5 .5 .1 .1',
    });
    assert.equal(summary.splits.train?.images, 2);
    assert.equal(summary.splits.train?.labelled, 1);
    assert.equal(summary.splits.val?.images, 1);
    assert.equal(summary.problems.total, 0);
  });

  test('a list that is not portable, or names what is not there, is a problem', async () => {
    const { problems, splits } = await check({
      'd/data.yaml': 'train: lists/train.txt\nval: images\nnames: [x]',
      'd/lists/train.txt': 'images/1.jpg\n../../../etc/passwd.png\n/abs/1.jpg\nimages/none.jpg',
      'd/images/1.jpg': image,
    });
    assert.equal(splits.train?.images, 1);
    assert.deepEqual(problems.byCode, {
      list_image_missing: 3,
      list_not_portable: 1,
      split_without_labels: 2,
    });
    assert.equal(problems.list[0]?.line, 2);
  });

  test('"validation" for val, and an empty test', async () => {
    const summary = await check(
      yamlWith('train: images/train\nvalidation: images/val\ntest:\nnames: [a, b]'),
    );
    assert.equal(summary.splits.val?.images, 1);
    assert.equal(summary.splits.test, null);
  });

  test('a test split that is not there is a problem, no refusal', async () => {
    const summary = await check(
      yamlWith('train: images/train\nval: images/val\ntest: images/test\nnames: [a, b]'),
    );
    assert.equal(summary.splits.test, null);
    assert.equal(summary.problems.byCode.test_missing, 1);
  });

  test('nc alone, which gives the classes made-up names', async () => {
    const summary = await check(yamlWith('train: images/train\nval: images/val\nnc: 3'));
    assert.deepEqual(summary.names, ['class_0', 'class_1', 'class_2']);
    assert.equal(summary.problems.byCode.names_generated, 1);
  });

  test('label files of every length, near each other or not, packed or not', async () => {
    const entries = Object.entries(detectFiles).map(([name, data]) => ({ name, data }));
    const long = '0 .5 .5 .1 .1\n'.repeat(10_000);
    const zip = writeZip([
      ...entries,
      { name: 'shapes/images/train/d.png', data: Buffer.concat([image, Buffer.alloc(50_000)]) },
      { name: 'shapes/labels/train/d.txt', data: long },
      { name: 'shapes/images/train/e.png', data: image },
      { name: 'shapes/labels/train/e.txt', data: long, deflate: false },
      { name: 'shapes/images/train/f.png', data: image },
      // A header that reaches beyond what is read along with its neighbours.
      { name: 'shapes/labels/train/f.txt', data: '1 .5 .5 .1 .1', localExtra: Buffer.alloc(9000) },
    ]);
    const { splits, problems } = await checkDatasetArchive(bufferSource(zip));
    assert.deepEqual(splits.train?.perClass, [20_001, 2]);
    assert.equal(problems.total, 0);
  });

  test('a zip64 archive', async () => {
    const entries = Object.entries(detectFiles).map(([name, data]) => ({ name, data }));
    const source = bufferSource(writeZip(entries, { zip64: true }));
    const summary = await checkDatasetArchive(source);
    assert.equal(summary.splits.train?.images, 2);
  });
});

suite('which YAML counts', () => {
  const other = 'train: images/val\nval: images/val\nnames: [other]';

  test("the one in the dataset's folder, whatever lies deeper", async () => {
    const summary = await check(detectWith({ 'shapes/labels/old.yaml': 'nonsense' }));
    assert.equal(summary.yaml, 'shapes/data.yaml');
  });

  test('of several, the one named like the only top folder', async () => {
    const summary = await check(detectWith({ 'shapes/shapes.yaml': other }));
    assert.deepEqual(summary.names, ['other']);
  });

  test('of several at the top, the one named like the archive', async () => {
    const files: Files = {
      'a.yaml': 'train: images\nval: images\nnames: [a]',
      'b.yaml': 'train: images\nval: images\nnames: [b]',
      'images/1.jpg': image,
    };
    const summary = await check(files, { archiveName: 'b.zip' });
    assert.deepEqual(summary.names, ['b']);
    await refusal(check(files), 'yaml_ambiguous');
    await refusal(check(files, { archiveName: 'c.zip' }), 'yaml_ambiguous');
  });

  test('the only one there is, however deep', async () => {
    const summary = await check({
      'top/readme.md': '# shapes',
      'top/set/data.yaml': 'train: images\nval: images\nnames: [a]',
      'top/set/images/1.jpg': image,
    });
    assert.equal(summary.root, 'top/set');
  });

  test('several, none of them named like the folder, are refused', async () => {
    const { file } = await refusal(check(detectWith({ 'shapes/b.yaml': other })), 'yaml_ambiguous');
    assert.equal(file, 'shapes/data.yaml');
  });

  test('none is refused, and a .yml is pointed out', async () => {
    await refusal(check(detectWith({ 'shapes/data.yaml': undefined })), 'yaml_missing');
    const files = detectWith({ 'shapes/data.yaml': undefined, 'shapes/data.yml': 'nc: 1' });
    const { file, reason } = await refusal(check(files), 'yaml_missing');
    assert.equal(file, 'shapes/data.yml');
    assert.match(reason, /must be \.yaml/);
  });
});

suite('classification', () => {
  const files: Files = {
    'animals/train/dog/1.jpg': image,
    'animals/train/cat/2.jpg': image,
    'animals/train/cat/more/3.jpg': image,
    'animals/val/cat/4.jpg': image,
    'animals/val/dog/5.jpg': image,
  };

  test('is told by its folders, classes in the order of their names', async () => {
    const summary = await check(files);
    assert.equal(summary.task, 'classify');
    assert.equal(summary.taskFrom, 'folders');
    assert.equal(summary.yaml, null);
    assert.equal(summary.root, 'animals');
    assert.deepEqual(summary.names, ['cat', 'dog']);
    assert.deepEqual(summary.splits.train?.perClass, [2, 1]);
    assert.equal(summary.splits.train?.labelled, 3);
    assert.equal(summary.problems.total, 0);
  });

  test('may lie at the top of the archive, with test instead of val', async () => {
    const summary = await check({ 'train/a/1.jpg': image, 'test/a/2.jpg': image });
    assert.equal(summary.root, '');
    assert.equal(summary.splits.val, null);
    assert.equal(summary.splits.test?.images, 1);
  });

  test('may call its val "validation" or "valid"', async () => {
    const summary = await check({ 'train/a/1.jpg': image, 'valid/a/2.jpg': image });
    assert.equal(summary.splits.val?.images, 1);
  });

  test('sorts class names as Python does, by code point', async () => {
    const names = ['\u{1f600}', '\uff5e', 'b', 'Z', 'é'];
    const train = names.map((name) => [`train/${name}/1.jpg`, image]);
    const summary = await check({ ...Object.fromEntries(train), 'val/b/1.jpg': image });
    assert.deepEqual(summary.names, ['Z', 'b', 'é', '\uff5e', '\u{1f600}']);
  });

  test('reports classes that train lacks, and classes without images', async () => {
    const { problems, splits } = await check({
      ...files,
      'animals/val/bird/6.jpg': image,
      'animals/train/empty/readme.txt': 'nothing yet',
      'animals/train/stray.jpg': image,
    });
    assert.deepEqual(problems.byCode, { class_unknown: 1, class_empty: 1 });
    assert.equal(splits.val?.images, 2);
    assert.equal(splits.train?.images, 3);
  });

  test('is what the caller says it is, whatever YAML lies about', async () => {
    const summary = await check({ ...files, 'animals/data.yaml': 'x' }, { task: 'classify' });
    assert.equal(summary.taskFrom, 'caller');
  });

  test('is refused without classes, without val and test, or without images', async () => {
    await refusal(check({ 'train/1.jpg': image, 'val/2.jpg': image }), 'classes_missing');
    await refusal(check(detectFiles, { task: 'classify' }), 'classes_missing');
    await refusal(check({ 'a/train/x/1.jpg': image }), 'split_missing');
    await refusal(check({ 'train/x/1.txt': '', 'val/x/1.jpg': image }), 'images_missing');
    await refusal(check({ 'train/x/1.jpg': image, 'val/x/1.txt': '' }), 'images_missing');
  });

  test('is not taken for it when a YOLO dataset merely lacks its YAML', async () => {
    const yolo: Files = {
      'train/images/1.jpg': image,
      'train/labels/1.txt': '0 .5 .5 .1 .1',
      'val/images/2.jpg': image,
    };
    await refusal(check(yolo), 'yaml_missing');
    await refusal(check(files, { task: 'detect' }), 'yaml_missing');
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

suite('problems that are reported', () => {
  test('lines that are no objects, each with file, line and reason', async () => {
    const { problems, splits } = await check(
      detectWith({
        'shapes/labels/train/a.txt':
          '0 .5 .5 .1 .1\n\n7 .5 .5 .1 .1\n0 .5 .5 .1\n0 .5 x .1 .1\n0 .5 1.5 .1 .1\n',
      }),
    );
    assert.deepEqual(
      problems.list.map(({ code, file, line }) => [code, file, line]),
      [
        ['label_class', 'shapes/labels/train/a.txt', 3],
        ['label_columns', 'shapes/labels/train/a.txt', 4],
        ['label_not_number', 'shapes/labels/train/a.txt', 5],
        ['label_range', 'shapes/labels/train/a.txt', 6],
      ],
    );
    assert.match(problems.list[0]?.reason ?? '', /It is 7 of 0 to 1\./);
    assert.equal(splits.train?.faulty, 1);
    assert.equal(splits.train?.labelled, 0);
    assert.equal(splits.train?.instances, 0);
  });

  test('a coordinate slightly beyond the edge, whose image stays in', async () => {
    const { problems, splits } = await check(
      detectWith({ 'shapes/labels/train/a.txt': '0 1.000001 .5 .1 .1' }),
    );
    assert.deepEqual(problems.byCode, { label_clamped: 1 });
    assert.equal(splits.train?.labelled, 1);
  });

  test('a download key', async () => {
    const { problems } = await check(
      yamlWith('train: images/train\nval: images/val\nnames: [a, b]\ndownload: |\n  import os\n'),
    );
    assert.deepEqual(problems.byCode, { download_key: 1 });
    assert.equal(JSON.stringify(problems).includes('import os'), false);
  });

  test('labels without an image, and labels that two images share', async () => {
    const { problems } = await check(
      detectWith({
        'shapes/labels/train/gone.txt': '0 .5 .5 .1 .1',
        'shapes/labels/train/classes.txt': 'a\nb\n',
        'shapes/images/train/a.jpg': image,
      }),
    );
    assert.deepEqual(problems.byCode, { label_shared: 1, label_without_image: 1 });
  });

  test('a split without any label', async () => {
    const { problems } = await check(detectWith({ 'shapes/labels/val/c.txt': undefined }));
    assert.deepEqual(problems.byCode, { split_without_labels: 1 });
  });

  test('an image that is none', async () => {
    const { problems } = await check(
      detectWith({ 'shapes/images/train/b.png': '<html>not found</html>'.repeat(3) }),
    );
    assert.deepEqual(problems.byCode, { image_unreadable: 1 });
  });

  test('two classes of the same name', async () => {
    const { problems } = await check(
      yamlWith('train: images/train\nval: images/val\nnames: [a, a]'),
    );
    assert.deepEqual(problems.byCode, { names_repeated: 1 });
  });

  test('many are counted, few are kept, and one kind does not crowd out the others', async () => {
    const { problems } = await check(
      detectWith({
        'shapes/labels/train/a.txt': '9 .5 .5 .1 .1\n'.repeat(5000),
        'shapes/labels/train/b.txt': '0 .5\n',
      }),
    );
    assert.equal(problems.total, 5001);
    assert.equal(problems.byCode.label_class, 5000);
    assert.equal(problems.list.length, 26);
    assert.equal(problems.list.at(-1)?.code, 'label_columns');
  });
});

suite('datasets that are refused', () => {
  test('no train or val in the YAML', async () => {
    await refusal(check(yamlWith('val: images/val\nnames: [a, b]')), 'split_missing');
    await refusal(check(yamlWith('train: images/train\nnames: [a, b]')), 'split_missing');
  });

  test('a split that is not in the archive, absolute, or outside of it', async () => {
    for (const train of [
      'images/nothing',
      '/data/images/train',
      '../../images/train',
      'C:\\data',
    ]) {
      const yaml = `train: ${train}\nval: images/val\nnames: [a, b]`;
      const { file, reason } = await refusal(check(yamlWith(yaml)), 'split_missing');
      assert.equal(file, 'shapes/data.yaml');
      assert.ok(reason.includes(`"train" is "${train}"`), reason);
    }
  });

  test('a split without images', async () => {
    const files = {
      ...detectFiles,
      'shapes/images/val/c.png': undefined,
      'shapes/images/val/c.gif': image,
    };
    const { file } = await refusal(check(detectWith(files)), 'images_missing');
    assert.equal(file, 'shapes/images/val');
  });

  test('a label file that is not text', async () => {
    const files = detectWith({ 'shapes/labels/train/a.txt': Buffer.from([0, 1, 2, 3]) });
    const { file } = await refusal(check(files), 'label_garbage');
    assert.equal(file, 'shapes/labels/train/a.txt');
  });

  test('a label file, a YAML or a list that is too large', async () => {
    await refusal(check(detectFiles, { limits: { maxLabelBytes: 20 } }), 'label_too_large');
    await refusal(check(detectFiles, { limits: { maxYamlBytes: 20 } }), 'yaml_too_large');
    const files = {
      ...detectWith({ 'shapes/train.txt': './images/train/a.png' }),
      'shapes/data.yaml': 'train: train.txt\nval: images/val\nnames: [a, b]',
    };
    await refusal(check(files, { limits: { maxListBytes: 10 } }), 'list_too_large');
  });

  test('a label that unpacks to little and takes much', async () => {
    const entries = Object.entries(detectFiles).map(([name, data]) => ({ name, data }));
    const padded = Buffer.concat([deflateRawSync(''), Buffer.alloc(6_000_000)]);
    const zip = writeZip(
      entries.map((entry) => (entry.data === '' ? { ...entry, packed: padded } : entry)),
    );
    await refusal(checkDatasetArchive(bufferSource(zip)), 'label_too_large');
  });

  test('more classes than the limit', async () => {
    await refusal(check(detectFiles, { limits: { maxClasses: 1 } }), 'names_invalid');
    const files = { 'train/a/1.jpg': image, 'train/b/1.jpg': image, 'val/a/1.jpg': image };
    await refusal(check(files, { limits: { maxClasses: 1 } }), 'names_invalid');
  });

  test('a label that does not unpack to what the directory says', async () => {
    const entries = Object.entries(detectFiles).map(([name, data]) => ({ name, data }));
    for (const lie of [{ crc32: 1 }, { size: 3 }, { size: 900 }]) {
      const zip = writeZip(
        entries.map((entry) => (entry.name.endsWith('a.txt') ? { ...entry, ...lie } : entry)),
      );
      const { file } = await refusal(checkDatasetArchive(bufferSource(zip)), 'entry_damaged');
      assert.equal(file, 'shapes/labels/train/a.txt');
    }
  });
});
