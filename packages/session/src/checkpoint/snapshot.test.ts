import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { access, open, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { isCheckpointTornError } from '../errors/checkpoint-torn-error.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { snapshot } from './snapshot.ts';

/** A zip of one stored file: the outline of what torch.save writes. */
function zip(content: Buffer): Buffer {
  const name = Buffer.from('archive/data.pkl');
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt32LE(crc32(content), 14);
  local.writeUInt32LE(content.length, 18);
  local.writeUInt32LE(content.length, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(name.length, 28);
  const start = local.length + name.length + content.length;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(start, 16);
  return Buffer.concat([local, name, content, central, name, end]);
}

test('a snapshot keeps the bytes when the trainer writes over its file', async () => {
  await using directory = await temporaryDirectory();
  const source = join(directory.path, 'last.pt');
  const target = join(directory.path, 'snapshot.bin');
  const content = zip(Buffer.alloc(100_000, 7));
  await writeFile(source, content);
  const { size, sha256 } = await snapshot(source, target);
  await writeFile(source, 'something else');
  assert.deepEqual(await readFile(target), content);
  assert.equal(size, content.length);
  assert.equal(sha256, createHash('sha256').update(content).digest('hex'));
});

test('a checkpoint in mid-write is taken again until it is whole', async () => {
  await using directory = await temporaryDirectory();
  const source = join(directory.path, 'last.pt');
  const target = join(directory.path, 'snapshot.bin');
  const content = zip(Buffer.alloc(200_000, 9));
  const handle = await open(source, 'w');
  await handle.write(content.subarray(0, 150_000));
  const taking = snapshot(source, target, { wait: 5, tries: 50 });
  await handle.write(content.subarray(150_000));
  await handle.close();
  await taking;
  assert.deepEqual(await readFile(target), content);
});

test('a checkpoint that never becomes whole is an error, and leaves nothing', async () => {
  await using directory = await temporaryDirectory();
  const source = join(directory.path, 'last.pt');
  const target = join(directory.path, 'snapshot.bin');
  await writeFile(source, zip(Buffer.alloc(1000)).subarray(0, 900));
  await assert.rejects(snapshot(source, target, { wait: 1, tries: 3 }), isCheckpointTornError);
  await assert.rejects(access(target));
});

test('a file that is truncated while it is copied ends the try, not the process', async () => {
  await using directory = await temporaryDirectory();
  const source = join(directory.path, 'last.pt');
  const target = join(directory.path, 'snapshot.bin');
  for (let round = 0; round < 5; round++) {
    await writeFile(source, Buffer.alloc(20_000_000, round));
    const taking = snapshot(source, target, { wait: 1, tries: 50 });
    await truncate(source, 0);
    await writeFile(source, `after ${round}`);
    await taking;
    assert.equal(await readFile(target, 'utf8'), `after ${round}`);
  }
});

test('safetensors are whole when their header says so', async () => {
  await using directory = await temporaryDirectory();
  const source = join(directory.path, 'model.safetensors');
  const target = join(directory.path, 'snapshot.bin');
  const header = Buffer.from('{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const content = Buffer.concat([length, header, Buffer.alloc(16)]);
  await writeFile(source, content.subarray(0, -1));
  await assert.rejects(snapshot(source, target, { wait: 1, tries: 2 }), isCheckpointTornError);
  await writeFile(source, content);
  await snapshot(source, target);
});
