import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { crc32 } from 'node:zlib';
import type { DatasetRefusalCode } from './dataset-refused.ts';
import { defaultArchiveLimits } from './limits.ts';
import { openArchive } from './open-archive.ts';
import { bufferSource } from './test-support/buffer-source.ts';
import { refusal } from './test-support/datasets.ts';
import { writeZip, type ZipEntry, type ZipOptions } from './test-support/write-zip.ts';

async function list(bytes: Buffer, limits = defaultArchiveLimits) {
  const archive = await openArchive(bufferSource(bytes), limits);
  return Array.fromAsync(archive.entries());
}

async function refuses(
  bytes: Buffer,
  code: DatasetRefusalCode,
  limits?: typeof defaultArchiveLimits,
): Promise<void> {
  await refusal(list(bytes, limits), code);
}

function refusesEntry(entry: Partial<ZipEntry>, code: DatasetRefusalCode, options?: ZipOptions) {
  return refuses(writeZip([{ name: 'a.txt', data: 'hello', ...entry }], options), code);
}

suite('what an archive lists', () => {
  test('files and folders come in the order of the directory, each with its locator', async () => {
    const bytes = writeZip([
      { name: 'top/', mode: 0o040755 },
      { name: 'top/a.txt', data: 'hello hello hello' },
      { name: 'top/b.png', data: 'pixels' },
    ]);
    const entries = await list(bytes);
    assert.deepEqual(
      entries.map(({ path, isFolder }) => [path, isFolder]),
      [
        ['top', true],
        ['top/a.txt', false],
        ['top/b.png', false],
      ],
    );
    const [, a, b] = entries.map((entry) => entry.locator);
    assert.equal(a?.method, 8);
    assert.equal(a?.size, 17);
    assert.equal(a?.crc32, crc32('hello hello hello'));
    assert.equal(b?.method, 0);
    assert.equal(bytes.readUInt32LE(b?.offset), 0x04034b50);
  });

  test('a zip64 archive lists the same as a plain one', async () => {
    const entries = [
      { name: 'a.txt', data: 'one' },
      { name: 'b.png', data: 'two' },
    ];
    assert.deepEqual(await list(writeZip(entries, { zip64: true })), await list(writeZip(entries)));
  });

  test('an archive comment is allowed', async () => {
    const bytes = writeZip([{ name: 'a.txt' }], { comment: 'made by a labelling tool' });
    assert.equal((await list(bytes)).length, 1);
  });

  test('"./" and doubled slashes in names mean nothing', async () => {
    const [entry] = await list(writeZip([{ name: './top//images/./a.png' }]));
    assert.equal(entry?.path, 'top/images/a.png');
  });

  test('names are UTF-8 where the entry says so and code page 437 otherwise, as Python has it', async () => {
    const entries = await list(
      writeZip([{ name: 'bücher/図.txt' }, { name: Buffer.from([0x81, 0x2e, 0x61]), flags: 0 }]),
    );
    assert.deepEqual(
      entries.map((entry) => entry.path),
      ['bücher/図.txt', 'ü.a'],
    );
  });

  test('a directory of thousands of entries is read in a few ranges, and nothing but it', async () => {
    const entries = Array.from({ length: 5000 }, (_, index) => ({ name: `images/${index}.png` }));
    const bytes = writeZip([...entries, { name: 'large.png', data: Buffer.alloc(1_000_000) }]);
    const source = bufferSource(bytes);
    let count = 0;
    for await (const _ of (await openArchive(source)).entries()) count += 1;
    assert.equal(count, 5001);
    assert.ok(source.reads.length < 12, `${source.reads.length} reads`);
    const directoryStart = bytes.indexOf('PK\x01\x02', 0, 'latin1');
    assert.ok(source.reads.every((read) => read.start >= directoryStart - 100_000));
  });

  test('an error of the source passes through as it is', async () => {
    const bytes = writeZip([{ name: 'a.txt' }]);
    // The reads find the end record, then read the directory.
    for (const failsAt of [1, 2, 3]) {
      const good = bufferSource(bytes);
      const failing = {
        size: good.size,
        read(start: number, end: number) {
          if (good.reads.length + 1 === failsAt) {
            throw Object.assign(new Error('disk on fire'), { code: 'EIO' });
          }
          return good.read(start, end);
        },
      };
      const listing = async () => Array.fromAsync((await openArchive(failing)).entries());
      await assert.rejects(listing, { message: 'disk on fire', code: 'EIO' });
    }
  });
});

suite('archives that are refused as a whole', () => {
  test('something else than a zip', () =>
    refuses(Buffer.from('a tarball, say'.repeat(9)), 'archive_not_zip'));
  test('an empty file', () => refuses(Buffer.alloc(0), 'archive_not_zip'));
  test('a zip that was cut', async () => {
    const bytes = writeZip([{ name: 'a.txt', data: 'hello' }]);
    await refuses(bytes.subarray(0, bytes.length - 30), 'archive_truncated');
    await refuses(bytes.subarray(0, 5), 'archive_truncated');
  });
  test('a zip that lacks its beginning', async () => {
    const bytes = writeZip([{ name: 'a.txt', data: 'hello' }]);
    await refuses(bytes.subarray(10), 'archive_damaged');
  });
  test('a zip with bytes before it', async () => {
    const bytes = writeZip([{ name: 'a.txt', data: 'hello' }]);
    await refuses(Buffer.concat([Buffer.from('#!/bin/sh\n'), bytes]), 'archive_damaged');
  });
  test('a zip with bytes after it', async () => {
    const bytes = writeZip([{ name: 'a.txt', data: 'hello' }]);
    await refuses(Buffer.concat([bytes, Buffer.from('more')]), 'archive_damaged');
  });
  test('a zip without entries', () => refuses(writeZip([]), 'archive_empty'));
  test('one part of a split archive', () => refusesEntry({}, 'archive_split', { diskNumber: 2 }));
  test('more entries than the limit', async () => {
    const bytes = writeZip([{ name: 'a.txt' }, { name: 'b.txt' }, { name: 'c.txt' }]);
    await refuses(bytes, 'too_many_entries', { ...defaultArchiveLimits, maxEntries: 2 });
    await refuses(bytes, 'too_many_entries', { ...defaultArchiveLimits, maxDirectoryBytes: 100 });
  });
  test('a directory that claims fewer entries than it has, hiding some from those who count', async () => {
    const bytes = writeZip([{ name: 'a.txt' }, { name: '../b.txt' }], { entryCount: 1 });
    await refuses(bytes, 'archive_damaged');
  });
  test('a directory that claims more entries than fit into it', () =>
    refusesEntry({}, 'archive_damaged', { entryCount: 900 }));
  test('a directory that starts somewhere else for those who go by its size', async () => {
    await refusesEntry({}, 'archive_damaged', { directorySize: 46 });
    await refusesEntry({}, 'archive_damaged', { directoryStart: 0 });
  });
  test('a zip64 record at another place than right before the end', () =>
    refusesEntry({}, 'archive_damaged', {
      zip64: true,
      tamperEnd64: (_, locator) => locator.writeBigUInt64LE(0n, 8),
    }));
  test('a zip64 record that is none', () =>
    refusesEntry({}, 'archive_damaged', { zip64: true, tamperEnd64: (end64) => end64.fill(0) }));
  test('a zip64 record that is one of several parts', () =>
    refusesEntry({}, 'archive_split', {
      zip64: true,
      tamperEnd64: (end64) => end64.writeUInt32LE(1, 16),
    }));
  test('a zip64 record with impossible numbers', () =>
    refusesEntry({}, 'archive_damaged', {
      zip64: true,
      tamperEnd64: (end64) => end64.writeBigUInt64LE(2n ** 63n, 32),
    }));
  test('a plain end record that contradicts the zip64 one', async () => {
    const bytes = writeZip([{ name: 'a.txt' }], { zip64: true });
    bytes.writeUInt16LE(7, bytes.length - 12);
    await refuses(bytes, 'archive_damaged');
  });
  test('a directory whose records are not where they should be', async () => {
    const bytes = writeZip([{ name: 'a.txt', data: 'hello' }]);
    bytes.write('XXXX', bytes.indexOf('PK\x01\x02', 0, 'latin1'), 'latin1');
    const { reason } = await refusal(list(bytes), 'archive_damaged');
    assert.match(reason, /The zip reader says/);
  });
  test('an extra field that is longer than what holds it', () =>
    refusesEntry({ extra: Buffer.from([1, 0, 200, 0]) }, 'archive_damaged'));
});

suite('names that are refused', () => {
  const cases: [string, string | Buffer, DatasetRefusalCode][] = [
    ['one that climbs out', '../../etc/passwd', 'name_traversal'],
    ['one that climbs out from within', 'a/../../b.txt', 'name_traversal'],
    ['one that only seems to climb', 'a/../b.txt', 'name_traversal'],
    ['one that ends in two dots', 'a/..', 'name_traversal'],
    ['one that climbs out with backslashes', '..\\..\\b.txt', 'name_backslash'],
    ['one with a backslash', 'images\\a.png', 'name_backslash'],
    ['an absolute one', '/etc/passwd', 'name_absolute'],
    ['one with a drive letter', 'C:/windows/a.txt', 'name_absolute'],
    ['one with a drive letter and nothing else', 'c:a.txt', 'name_absolute'],
    ['one with a NUL', 'a.txt\0.png', 'name_invalid'],
    ['one with a line break', 'a\nb.txt', 'name_invalid'],
    ['one with an escape sequence', 'a\x1b[2J.txt', 'name_invalid'],
    ['one with a C1 control character', 'a\u009b.txt', 'name_invalid'],
    ['an empty one', '', 'name_invalid'],
    ['one that is nothing but a dot', '.', 'name_invalid'],
    ['a very long one', `${'a/'.repeat(600)}b.txt`, 'name_too_long'],
    ['one with a part that no file system takes', `${'a'.repeat(300)}.txt`, 'name_too_long'],
    ['ten megabytes of emoji, as far as they fit', '🙂'.repeat(16_000), 'name_too_long'],
  ];
  for (const [title, name, code] of cases) {
    test(title, () => refuses(writeZip([{ name }]), code));
  }

  test('a control character that code page 437 would show as a picture', () =>
    refusesEntry({ name: Buffer.from([0x61, 0x01]), flags: 0 }, 'name_invalid'));

  test('one that is said to be UTF-8 and is not', () =>
    refusesEntry({ name: Buffer.from([0x61, 0xff, 0xfe]), flags: 0x800 }, 'name_invalid'));

  test('a harmless one with a second, Unicode name that climbs out', async () => {
    const name = Buffer.from('a.txt');
    const second = Buffer.from('../a.txt');
    const extra = Buffer.alloc(9 + second.length);
    extra.writeUInt16LE(0x7075, 0);
    extra.writeUInt16LE(5 + second.length, 2);
    extra.writeUInt8(1, 4);
    extra.writeUInt32LE(crc32(name), 5);
    second.copy(extra, 9);
    await refusesEntry({ name, extra }, 'name_traversal');
  });

  test('the refusal shows the name without its control characters, and not all of a long one', async () => {
    const bytes = writeZip([{ name: 'é\x1b[2J.txt' }]);
    const { file } = await refusal(list(bytes), 'name_invalid');
    assert.equal(file, 'é\ufffd[2J.txt');
    const long = await refusal(list(writeZip([{ name: 'x'.repeat(60_000) }])), 'name_too_long');
    assert.equal(long.file?.length, 200);
  });
});

suite('entries that are refused', () => {
  test('a symbolic link', () => refusesEntry({ mode: 0o120777 }, 'entry_link'));
  test('a device', () => refusesEntry({ mode: 0o020666 }, 'entry_special'));
  test('a named pipe', () => refusesEntry({ mode: 0o010666 }, 'entry_special'));
  test('an encrypted one', () => refusesEntry({ flags: 0x1 }, 'entry_encrypted'));
  test('a strongly encrypted one', () => refusesEntry({ flags: 0x41 }, 'entry_encrypted'));
  test('one with a masked header', () => refusesEntry({ flags: 0x2000 }, 'entry_encrypted'));
  test('one that is packed by LZMA', () => refusesEntry({ method: 14 }, 'entry_compression'));
  test('a folder that holds data', () =>
    refusesEntry({ name: 'a/', data: 'hello', mode: 0o040755 }, 'entry_damaged'));
  test('a stored one whose two sizes differ', () =>
    refusesEntry({ deflate: false, size: 4 }, 'entry_damaged'));
  test('one that is said to lie beyond the end', async () => {
    await refusesEntry({ offset: 5000 }, 'archive_damaged');
    await refusesEntry({ compressedSize: 5000 }, 'archive_damaged');
  });
  test('one that is larger than the limit', async () => {
    const bytes = writeZip([{ name: 'a.png', data: Buffer.alloc(101) }]);
    await refuses(bytes, 'entry_too_large', { ...defaultArchiveLimits, maxEntryBytes: 100 });
  });
  test('one that unpacks to a thousand times its size', async () => {
    const data = Buffer.alloc(20 * 1024 ** 2);
    const bytes = writeZip([{ name: 'a.txt', data }]);
    const { reason } = await refusal(list(bytes), 'entry_ratio');
    assert.match(reason, /bytes unpack to 20971520/);
  });
  test('but not a small one of that ratio, as a blank image is', async () => {
    const entries = await list(
      writeZip([{ name: 'a.bmp', data: Buffer.alloc(1_000_000), deflate: true }]),
    );
    assert.equal(entries.length, 1);
  });
});
