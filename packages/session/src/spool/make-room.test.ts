import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { makeRoom } from './make-room.ts';
import { Spool } from './spool.ts';

test('the oldest checkpoints make room, final ones last, and each is told', async () => {
  await using directory = await temporaryDirectory();
  const spool = await Spool.create(directory.path, {
    version: 1,
    hub: 'http://hub',
    modelId: 'A'.repeat(20),
    sessionId: 'session-1',
    createdAt: new Date(0).toISOString(),
  });
  for (const [epoch, kind] of [
    [null, 'final'],
    [1, 'last'],
    [2, 'last'],
  ] as const) {
    const { name, file } = await spool.checkpoints.reserve();
    await writeFile(file, Buffer.alloc(1000));
    const sha256 = '0'.repeat(64);
    const rest = { isBest: false, map: null, size: 1000, sha256, filename: 'last.pt' };
    await spool.checkpoints.commit(name, { kind, epoch, ...rest });
  }
  const told: string[] = [];
  const warn = (code: string, message: string) => told.push(`${code}: ${message}`);
  assert.equal(await makeRoom(directory.path, 500, 5000, null, warn), true);
  assert.deepEqual(told, []);
  assert.equal(await makeRoom(directory.path, 2000, 5200, null, warn), true);
  const left = (await spool.checkpoints.list()).map(({ checkpoint }) => checkpoint.epoch);
  assert.deepEqual(left, [null, 2]);
  assert.match(told.join(), /checkpoint_dropped: .* last checkpoint of epoch 1 /);
  assert.equal(await makeRoom(directory.path, 9000, 5200, null, warn), false);
  await spool.close();
});
