import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { checkDatasetArchive } from './check-dataset-archive.ts';
import { bufferSource } from './test-support/buffer-source.ts';
import {
  check,
  detectFiles,
  detectWith,
  image,
  refusal,
  yamlWith,
} from './test-support/datasets.ts';
import { writeZip } from './test-support/write-zip.ts';

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
