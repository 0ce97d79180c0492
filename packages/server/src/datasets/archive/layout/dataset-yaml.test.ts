import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type DatasetRefusalCode, DatasetRefused } from '../dataset-refused.ts';
import { defaultArchiveLimits } from '../limits.ts';
import { parseDatasetYaml } from './dataset-yaml.ts';

function parse(text: string) {
  return parseDatasetYaml(text, 'data.yaml', { ...defaultArchiveLimits, maxClasses: 1000 });
}

function refuses(text: string, code: DatasetRefusalCode): void {
  assert.throws(
    () => parse(text),
    (error) => error instanceof DatasetRefused && error.code === code && error.file === 'data.yaml',
  );
}

suite('what a dataset YAML says', () => {
  test('names as a list, or as a map in any order', () => {
    assert.deepEqual(parse('names: [a, b, c]').names, ['a', 'b', 'c']);
    assert.deepEqual(parse('names:\n  2: c\n  0: a\n  1: b\n').names, ['a', 'b', 'c']);
  });

  test('names keep their spelling, whatever YAML takes them for', () => {
    const { names } = parse('names: [no, 1.0, 007, ~x, true, 2024-01-01, "null"]');
    assert.deepEqual(names, ['no', '1.0', '007', '~x', 'true', '2024-01-01', 'null']);
  });

  test('names may be emoji', () => {
    assert.deepEqual(parse('names: ["🦊", "🐻"]').names, ['🦊', '🐻']);
  });

  test('nc that agrees with names', () => {
    assert.equal(parse('nc: 2\nnames: [a, b]').names.length, 2);
  });

  test('comments, a byte order mark and keys that mean nothing here', () => {
    const { names } = parse('\ufeff# made by hand\nnames: [a] # one\nroboflow:\n  license: MIT\n');
    assert.deepEqual(names, ['a']);
  });

  test('a few aliases', () => {
    const { splits } = parse('train: &here images\nval: *here\nnames: [a]');
    assert.deepEqual(splits.val, ['images']);
  });

  test('only that there is a download key, not what it holds', () => {
    const yaml = parse('names: [a]\ndownload: https://example.com/x.zip');
    assert.equal(yaml.hasDownload, true);
    assert.equal(JSON.stringify(yaml).includes('example.com'), false);
  });

  test('JSON is YAML too', () => {
    assert.deepEqual(
      parse('{"names": {"0": "a"}, "train": "x", "kpt_shape": [17, 3]}').kptShape,
      [17, 3],
    );
  });
});

suite('YAML that is refused', () => {
  const invalid: [string, string][] = [
    ['broken syntax', 'names: [a'],
    ['a list', '- a\n- b'],
    ['nothing', ''],
    ['the same key twice', 'names: [a]\nnames: [b]'],
    ['two documents', 'names: [a]\n---\nnames: [b]'],
    ['a tag that orders something to be built', 'names: !!python/object/apply:os.system ["ls"]'],
    ['an alias of nothing', 'names: *gone'],
    ['splits that are no paths', 'names: [a]\ntrain: {a: b}'],
    ['more folders than anyone has', `names: [a]\ntrain: [${'x, '.repeat(200)}x]`],
    ['nesting without end', `names: ${'['.repeat(100_000)}`],
  ];
  for (const [title, text] of invalid) test(title, () => refuses(text, 'yaml_invalid'));

  test('an alias bomb', () => {
    const levels = Array.from({ length: 20 }, (_, level) => {
      const inner = level === 0 ? 'x' : `*l${level - 1}`;
      return `l${level}: &l${level} [${Array(10).fill(inner).join(', ')}]`;
    });
    refuses(`names: [a]\n${levels.join('\n')}`, 'yaml_invalid');
  });

  test('no names', () => {
    refuses('train: x', 'names_missing');
    refuses('names:\ntrain: x', 'names_missing');
    refuses('nc: 0', 'names_missing');
  });

  test('names that are no names', () => {
    for (const names of ['[]', '{}', 'a', '[a, [b]]', '[a, ""]', `[${'x'.repeat(2000)}]`]) {
      refuses(`names: ${names}`, 'names_invalid');
    }
  });

  test('numbers of names with a gap, a repeat or a text among them', () => {
    refuses('names: {0: a, 2: b}', 'names_invalid');
    refuses('names: {1: a, 2: b}', 'names_invalid');
    refuses('names: {0: a, 00: b}', 'names_invalid');
    refuses('names: {a: 0, b: 1}', 'names_invalid');
    refuses('names: {0: a, -1: b}', 'names_invalid');
  });

  test('more classes than the limit', () => {
    refuses('nc: 100000', 'names_invalid');
    refuses(`names: [${'x, '.repeat(1000)}x]`, 'names_invalid');
  });

  test('nc that does not agree with names', () => {
    refuses('nc: 3\nnames: [a, b]', 'names_count');
    refuses('nc: two\nnames: [a, b]', 'names_count');
  });

  test('a kpt_shape that is none', () => {
    for (const shape of ['17', '[17]', '[17, 4]', '[0, 3]', '[17, 3, 1]', '[a, b]', '[1e9, 2]']) {
      refuses(`names: [a]\nkpt_shape: ${shape}`, 'kpt_shape_invalid');
    }
  });
});
