import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { fileSource } from './archive-source.ts';
import type { EntryLocator } from './entry-locator.ts';
import { openArchive } from './open-archive.ts';
import { readEntry, readEntryHead } from './read-entry.ts';
import { bufferSource } from './test-support/buffer-source.ts';
import { refusal } from './test-support/datasets.ts';
import { writeZip, type ZipEntry } from './test-support/write-zip.ts';

const text = 'all work and no play makes jack a dull boy\n'.repeat(9000);

async function locate(bytes: Buffer, path: string): Promise<EntryLocator> {
  for await (const entry of (await openArchive(bufferSource(bytes))).entries()) {
    if (entry.path === path) return entry.locator;
  }
  assert.fail(`no ${path}`);
}

async function readOf(entry: ZipEntry, tamper: Partial<EntryLocator> = {}, chunkBytes?: number) {
  const bytes = writeZip([{ name: 'first.txt', data: 'first' }, entry]);
  const locator = { ...(await locate(bytes, String(entry.name))), ...tamper };
  const source = bufferSource(bytes, chunkBytes);
  const read = () => readEntry(source, locator, 'it').toArray().then(Buffer.concat);
  return { source, read, locator };
}

suite('reading one entry by its locator', () => {
  for (const deflate of [true, false]) {
    const how = deflate ? 'deflated' : 'stored';
    test(`a ${how} entry comes as it went in, by one ranged read`, async () => {
      const { read, source } = await readOf({ name: 'a.txt', data: text, deflate });
      assert.equal((await read()).toString(), text);
      assert.equal(source.reads.length, 1);
    });

    test(`a ${how} entry may come in the smallest of chunks`, async () => {
      const { read } = await readOf({ name: 'a.txt', data: 'hello', deflate }, {}, 1);
      assert.equal((await read()).toString(), 'hello');
    });

    test(`an empty ${how} entry is empty`, async () => {
      const { read } = await readOf({ name: 'a.txt', data: '', deflate });
      assert.equal((await read()).length, 0);
    });
  }

  test('a header that is longer than expected costs a second read and nothing else', async () => {
    const localExtra = Buffer.alloc(60_000);
    const { read, source } = await readOf({ name: 'a.txt', data: 'hello', localExtra });
    assert.equal((await read()).toString(), 'hello');
    assert.equal(source.reads.length, 2);
  });

  test('nothing is read until the stream is', async () => {
    const { source, locator } = await readOf({ name: 'a.txt', data: text });
    readEntry(source, locator, 'a.txt').destroy();
    assert.equal(source.reads.length, 0);
  });

  test('a stream that is given up closes what it reads from', async () => {
    const { source, locator } = await readOf({
      name: 'a.txt',
      data: Buffer.alloc(900_000),
      deflate: false,
    });
    let closed = false;
    const watched = {
      size: source.size,
      read(start: number, end: number) {
        return source.read(start, end).once('close', () => {
          closed = true;
        });
      },
    };
    const stream = readEntry(watched, locator, 'a.txt');
    stream.once('data', () => stream.destroy());
    await once(stream, 'close');
    assert.ok(closed);
  });

  test('an entry of a file on disk comes the same, several at once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trainyard-archive-'));
    try {
      const path = join(folder, 'a.zip');
      const bytes = writeZip([{ name: 'a.txt', data: text }, { name: 'empty.txt' }]);
      await writeFile(path, bytes);
      const locator = await locate(bytes, 'a.txt');
      await using source = await fileSource(path);
      const all = await Promise.all([1, 2, 3].map(() => readEntry(source, locator, 'a').toArray()));
      for (const chunks of all) assert.equal(Buffer.concat(chunks).toString(), text);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('the locator survives JSON', async () => {
    const { source, locator } = await readOf({ name: 'a.txt', data: text });
    const copy: EntryLocator = JSON.parse(JSON.stringify(locator));
    const chunks = await readEntry(source, copy, 'a.txt').toArray();
    assert.equal(Buffer.concat(chunks).toString(), text);
  });
});

suite('entries that are not what the directory says', () => {
  test('a wrong checksum', async () => {
    const { read } = await readOf({ name: 'a.txt', data: 'hello', crc32: 7 });
    const { reason, file } = await refusal(read(), 'entry_damaged');
    assert.match(reason, /checksum/);
    assert.equal(file, 'it');
  });

  test('more bytes than announced, of which not one is handed out', async () => {
    const bomb = deflateRawSync(Buffer.alloc(50_000_000));
    const { source, locator } = await readOf({ name: 'a.txt', packed: bomb, size: 10 });
    const got: Buffer[] = [];
    const read = async () => {
      for await (const chunk of readEntry(source, locator, 'it')) got.push(chunk);
    };
    await refusal(read(), 'entry_damaged');
    assert.ok(Buffer.concat(got).length <= 10);
  });

  test('fewer bytes than announced', async () => {
    const { read } = await readOf({ name: 'a.txt', data: 'hello', size: 50 });
    await refusal(read(), 'entry_damaged');
  });

  test('data that is not deflated', async () => {
    const { read } = await readOf({
      name: 'a.txt',
      packed: Buffer.from('\xff\xff\xff\xff', 'latin1'),
      size: 4,
    });
    await refusal(read(), 'entry_damaged');
  });

  test('deflated data that is cut', async () => {
    const packed = deflateRawSync(Buffer.from(text));
    const { read } = await readOf({
      name: 'a.txt',
      packed: packed.subarray(0, 60),
      size: text.length,
    });
    await refusal(read(), 'entry_damaged');
  });

  test('a place where no entry starts', async () => {
    const { read } = await readOf({ name: 'a.txt', data: 'hello' }, { offset: 3 });
    await refusal(read(), 'entry_damaged');
  });

  test('an entry whose own header says that it is encrypted', async () => {
    const { read } = await readOf({ name: 'a.txt', data: 'hello', localFlags: 1 });
    await refusal(read(), 'entry_damaged');
  });

  test('a place beyond the end of the archive', async () => {
    const far = await readOf({ name: 'a.txt', data: 'hello' }, { offset: 1e9 });
    await refusal(far.read(), 'archive_truncated');
    const long = await readOf({ name: 'a.txt', data: 'hello' }, { compressedSize: 1e9 });
    await refusal(long.read(), 'archive_truncated');
  });
});

suite('the first bytes of an entry', () => {
  for (const deflate of [true, false]) {
    test(`are read without the rest when ${deflate ? 'deflated' : 'stored'}`, async () => {
      const noise = Buffer.from(
        Array.from({ length: 300_000 }, (_, at) => (at * 7919 + (at >> 3)) & 255),
      );
      const { source, locator } = await readOf({ name: 'a.txt', data: noise, deflate });
      const head = await readEntryHead(source, locator, 'it', 1000);
      assert.ok(head.equals(noise.subarray(0, head.length)));
      assert.ok(head.length > 500 && head.length <= 1000);
      assert.ok(source.reads.every(({ start, end }) => end - start < 4000));
    });
  }

  test('are all there is of a short entry', async () => {
    const { source, locator } = await readOf({ name: 'a.txt', data: 'hello' });
    assert.equal((await readEntryHead(source, locator, 'it', 1000)).toString(), 'hello');
  });
});
