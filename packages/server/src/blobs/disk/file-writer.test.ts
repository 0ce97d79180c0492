import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { pieces } from '../../../test-support/pieces.ts';
import type { FileWriter } from './file-writer.ts';
import { FileWriters } from './file-writers.ts';

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

describe('a file that is written and hashed', () => {
  const writers = new FileWriters();
  let folder: string;
  let path: string;
  let handle: FileHandle;
  let writer: FileWriter;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-writer-'));
    path = join(folder, 'file');
  });
  beforeEach(async () => {
    handle = await open(path, 'w+');
    writer = writers.open();
  });
  afterEach(async () => {
    writer.close();
    await handle.close();
  });
  after(async () => {
    await writers.end();
    await rm(folder, { recursive: true });
  });
  const add = async (content: Buffer) => {
    for await (const piece of pieces(content)) await writer.add(piece);
  };

  it('holds what was added, however much that is', async () => {
    for (const size of [0, 1, 524_288, 524_289, 1_048_576, 70_000_000]) {
      await handle.truncate(0);
      const content = randomBytes(size);
      const one = writers.open();
      one.begin(handle, 0);
      for await (const piece of pieces(content)) await one.add(piece);
      await one.flush();
      assert.equal(await one.hash(), sha256(content), `${size} bytes`);
      one.close();
      assert.ok((await readFile(path)).equals(content), `${size} bytes`);
    }
  });

  it('goes on in another handle with the hash that it had', async () => {
    const content = randomBytes(3_000_000);
    writer.begin(handle, 0);
    await add(content.subarray(0, 2_000_000));
    await writer.flush();
    const again = await open(path, 'r+');
    writer.begin(again, 2_000_000);
    await add(content.subarray(2_000_000));
    await writer.flush();
    await again.close();
    assert.equal(await writer.hash(), sha256(content));
    assert.ok((await readFile(path)).equals(content));
  });

  it('has no hash when some of it was not written here', async () => {
    await handle.write(randomBytes(1_000_000));
    writer.begin(handle, 1_000_000);
    await add(randomBytes(1_000_000));
    await writer.flush();
    assert.equal(await writer.hash(), undefined);
  });

  it('says what the system says, and the thread goes on with others', async () => {
    const readOnly = await open(path, 'r');
    const failing = writers.open();
    failing.begin(readOnly, 0);
    const content = randomBytes(5_000_000);
    await assert.rejects(
      async () => {
        for await (const piece of pieces(content)) await failing.add(piece);
      },
      { code: 'EBADF' },
    );
    await assert.rejects(failing.flush(), { code: 'EBADF' });
    failing.close();
    await readOnly.close();
    writer.begin(handle, 0);
    await add(content);
    await writer.flush();
    assert.equal(await writer.hash(), sha256(content));
  });

  it('fails when its thread ends, and the next one gets another', async () => {
    writer.begin(handle, 0);
    await add(randomBytes(2_000_000));
    await writers.end();
    await assert.rejects(async () => {
      await add(randomBytes(2_000_000));
      await writer.flush();
    }, /file-writer ended/);
    const content = randomBytes(2_000_000);
    const next = writers.open();
    next.begin(handle, 0);
    for await (const piece of pieces(content)) await next.add(piece);
    await next.flush();
    assert.equal(await next.hash(), sha256(content));
    next.close();
  });
});
