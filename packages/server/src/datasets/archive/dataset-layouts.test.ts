import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { checkDatasetArchive } from './check-dataset-archive.ts';
import { bufferSource } from './test-support/buffer-source.ts';
import {
  check,
  detectFiles,
  detectWith,
  type Files,
  image,
  refusal,
  yamlWith,
} from './test-support/datasets.ts';
import { writeZip } from './test-support/write-zip.ts';

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
