import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isSpoolLockedError } from '../errors/spool-locked-error.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { isRunning, thisProcess } from './process-identity.ts';
import { lockSpool } from './spool-lock.ts';

test('a spool has one holder at a time, and the next after release', async () => {
  await using directory = await temporaryDirectory();
  const first = await lockSpool(directory.path);
  await assert.rejects(lockSpool(directory.path), isSpoolLockedError);
  await first.release();
  await (await lockSpool(directory.path)).release();
  assert.deepEqual(await readdir(directory.path), []);
});

test('of many that try at once, at most one holds it', async () => {
  await using directory = await temporaryDirectory();
  for (let round = 0; round < 20; round++) {
    const tries = await Promise.allSettled([1, 2, 3, 4].map(() => lockSpool(directory.path)));
    const held = tries.filter((one) => one.status === 'fulfilled');
    assert.ok(held.length <= 1);
    await Promise.all(held.map(({ value }) => value.release()));
  }
});

test('a lock of a dead process is taken over, also when its pid lives again', async () => {
  await using directory = await temporaryDirectory();
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  const dead = { ...thisProcess(), pid: child.pid };
  await writeFile(join(directory.path, 'lock-1-dead'), JSON.stringify(dead));
  const recycled = { ...thisProcess(), started: 'long ago' };
  await writeFile(join(directory.path, 'lock-2-recycled'), JSON.stringify(recycled));
  await (await lockSpool(directory.path)).release();
  assert.deepEqual(await readdir(directory.path), []);
});

test('a process of another machine counts as alive while its lock is fresh', async () => {
  await using directory = await temporaryDirectory();
  const foreign = { ...thisProcess(), host: `not-${hostname()}` };
  assert.equal(isRunning(foreign), null);
  await writeFile(join(directory.path, 'lock-1-foreign'), JSON.stringify(foreign));
  await assert.rejects(lockSpool(directory.path), isSpoolLockedError);
});

test('a process that was killed while it wrote its lock locks nobody out', async () => {
  await using directory = await temporaryDirectory();
  await writeFile(join(directory.path, 'lock-4194305-000000000000.part'), '{"host":');
  await (await lockSpool(directory.path)).release();
});
