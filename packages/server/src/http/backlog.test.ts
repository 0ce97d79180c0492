import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import { TestHub } from '../../test-support/test-hub.ts';

/** More than Node lets wait unless told otherwise, which is 511. */
const CONNECTIONS = 600;

/** What the system lets wait at most. */
const allowed =
  process.platform === 'linux' ? Number(readFileSync('/proc/sys/net/core/somaxconn', 'utf8')) : 0;

/** Opens connections, and raises a flag when the last of them stands. */
const CLIENT = `
  const { connect } = require('node:net');
  const { workerData } = require('node:worker_threads');
  const { port, count, flag } = workerData;
  let open = 0;
  for (let number = 0; number < count; number++) {
    connect(port, '127.0.0.1', () => {
      if (++open < count) return;
      Atomics.store(flag, 0, 1);
      Atomics.notify(flag, 0);
    }).on('error', () => {});
  }`;

describe('a hub that is busy', () => {
  it('lets hundreds of trainers connect meanwhile, as after its restart', {
    skip: allowed < CONNECTIONS && 'the system lets fewer wait',
  }, async () => {
    await using hub = await TestHub.start();
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const workerData = { port: Number(new URL(hub.url).port), count: CONNECTIONS, flag };
    const clients = new Worker(CLIENT, { eval: true, workerData });
    // This thread is the hub's too: nothing is accepted until it goes on.
    const outcome = Atomics.wait(flag, 0, 0, 20_000);
    await clients.terminate();
    assert.notEqual(outcome, 'timed-out');
  });
});
