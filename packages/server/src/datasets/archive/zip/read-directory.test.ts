import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { DatasetRefusalCode } from '../dataset-refused.ts';
import { type ArchiveLimits, defaultArchiveLimits } from '../limits.ts';
import { bufferSource } from '../test-support/buffer-source.ts';
import { refusal } from '../test-support/datasets.ts';
import { writeZip, type ZipEntry } from '../test-support/write-zip.ts';
import { readDirectory } from './read-directory.ts';

function read(entries: readonly ZipEntry[], limits: Partial<ArchiveLimits> = {}) {
  const source = bufferSource(writeZip(entries));
  return readDirectory(source, { limits: { ...defaultArchiveLimits, ...limits } });
}

/** Expects these entries to be refused. */
async function refuses(
  entries: readonly ZipEntry[],
  code: DatasetRefusalCode,
  limits?: Partial<ArchiveLimits>,
): Promise<void> {
  await refusal(read(entries, limits), code);
}

const named = (...names: string[]) => names.map((name) => ({ name, data: name }));

suite('the table of an archive', () => {
  test('finds every file by its exact path and by no other', async () => {
    const names = Array.from({ length: 3000 }, (_, index) => `d${index % 7}/été-${index}.txt`);
    const { table } = await read(named(...names));
    for (const [row, name] of names.entries()) {
      assert.equal(table.find(name), row);
      assert.equal(table.path(row), name);
    }
    assert.equal(table.find('D0/été-0.txt'), -1);
    assert.equal(table.find('nothing'), -1);
  });

  test('knows folders that are only implied, each once', async () => {
    const { table } = await read(named('a/b/c.txt', 'a/b/d.txt', 'e.txt'));
    assert.deepEqual(
      Array.from({ length: table.folders.count }, (_, folder) => table.folders.path(folder)),
      ['', 'a', 'a/b'],
    );
    assert.deepEqual(table.folders.childrenOf(0), [1]);
  });

  test('adds up what everything unpacks to', async () => {
    const { unpackedBytes } = await read(named('a.txt', 'bb.txt'));
    assert.equal(unpackedBytes, 11);
  });

  test('the same folder may be named twice', async () => {
    const { table } = await read([...named('a/b.txt'), { name: 'a/' }, { name: 'a/' }]);
    assert.equal(table.length, 1);
  });

  test('reports how far it is', async () => {
    const seen: unknown[] = [];
    const source = bufferSource(writeZip(named('a.txt', 'b.txt')));
    await readDirectory(source, { onProgress: (progress) => seen.push(progress) });
    assert.deepEqual(seen, [{ step: 'directory', done: 2, total: 2 }]);
  });

  test('reports again and again where there is much to list', async () => {
    const names = Array.from({ length: 2500 }, (_, index) => `${index}.txt`);
    const seen: number[] = [];
    const source = bufferSource(writeZip(named(...names)));
    await readDirectory(source, { onProgress: ({ done }) => seen.push(done) });
    assert.deepEqual(seen, [1000, 2000, 2500]);
  });

  test('stops when told to', async () => {
    const source = bufferSource(writeZip(named('a.txt')));
    const reason = new Error('enough');
    await assert.rejects(readDirectory(source, { signal: AbortSignal.abort(reason) }), reason);
  });
});

suite('directories that are refused', () => {
  test('the same name twice', async () => {
    const { file } = await refusal(read(named('a.txt', 'a.txt')), 'name_duplicate');
    assert.equal(file, 'a.txt');
  });
  test('names that differ in case only', () =>
    refuses(named('images/A.PNG', 'images/a.png'), 'name_duplicate'));
  test('names that differ only in how an accent is encoded', () =>
    refuses(named('caf\u00e9.txt', 'cafe\u0301.txt'), 'name_duplicate'));
  test('names that differ only in "./"', () =>
    refuses(named('a/b.txt', 'a/./b.txt'), 'name_duplicate'));
  test('a file and a folder of the same name', () =>
    refuses(named('a/b', 'A/b/c.txt', 'a/b/d.txt'), 'name_duplicate'));
  test('nothing but folders', () => refuses([{ name: 'a/' }], 'archive_empty'));
  test('more in all than the limit', () =>
    refuses(named('aaaa', 'bbbb'), 'total_too_large', { maxTotalBytes: 7 }));
  test('more folders than the limit', () =>
    refuses(named('a/a', 'b/b', 'c/c'), 'too_many_entries', { maxFolders: 2 }));

  test('entries that all name the same bytes', async () => {
    const kernel = { name: 'kernel.txt', data: 'x'.repeat(1000) };
    const ghosts = Array.from({ length: 50 }, (_, index) => ({
      ...kernel,
      name: `copy${index}.tx`,
      offset: 0,
      isGhost: true,
    }));
    await refuses([kernel, ...ghosts], 'entries_overlap');
  });

  test('an entry that quotes the next one as part of its own data', async () => {
    // Stored data that holds a whole local entry, which the directory lists once more.
    const inner = writeZip([{ name: 'b.txt', data: 'hidden', deflate: false }]).subarray(0, 41);
    const outer = { name: 'a.txt', data: inner, deflate: false };
    const quoted = { name: 'b.txt', data: 'hidden', deflate: false, offset: 35, isGhost: true };
    await refuses([outer, quoted], 'entries_overlap');
    await refuses([quoted, outer], 'entries_overlap');
  });

  test('but not entries that merely stand in another order than the directory', async () => {
    const bytes = writeZip(named('a.txt', 'b.txt'));
    const start = bytes.indexOf('PK\x01\x02', 0, 'latin1');
    const length = 46 + 'a.txt'.length;
    const [first, second] = [
      Buffer.from(bytes.subarray(start, start + length)),
      Buffer.from(bytes.subarray(start + length, start + 2 * length)),
    ];
    second.copy(bytes, start);
    first.copy(bytes, start + length);
    const { table } = await readDirectory(bufferSource(bytes));
    assert.equal(table.path(0), 'b.txt');
  });
});
