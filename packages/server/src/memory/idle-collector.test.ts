import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { collectGarbage } from './collect-garbage.ts';
import { IdleCollector } from './idle-collector.ts';

/** After so many milliseconds the collectors of these tests take the thread for idle. */
const IDLE_MS = 1;

describe('a thread that has nothing to do', () => {
  it('gives memory back after a while, and not again while nothing has come of it', async () => {
    let collected = 0;
    using collector = new IdleCollector(async () => void collected++, IDLE_MS, IDLE_MS);
    assert.equal(collected, 0);
    while (collected === 0) await wait(1);
    collector.begin();
    collector.end();
    await wait(50 * IDLE_MS);
    assert.equal(collected, 1);
  });

  it('waits longer once it has given memory back', async () => {
    let collected = 0;
    const held: object[] = [];
    using collector = new IdleCollector(async () => void collected++, IDLE_MS, 3_600_000);
    while (collected === 0) await wait(1);
    const before = getHeapStatistics().total_physical_size;
    while (getHeapStatistics().total_physical_size < before + 8 * 1024 * 1024) {
      collector.begin();
      held.push(...Array.from({ length: 10_000 }, (_, at) => ({ at })));
      collector.end();
    }
    await wait(50 * IDLE_MS);
    assert.equal(collected, 1);
  });

  it('does not while something is under way, and does after its end', async () => {
    let collected = 0;
    using collector = new IdleCollector(async () => void collected++, IDLE_MS, IDLE_MS);
    collector.begin();
    collector.begin();
    await wait(50 * IDLE_MS);
    collector.end();
    await wait(50 * IDLE_MS);
    assert.equal(collected, 0);
    collector.end();
    while (collected === 0) await wait(1);
  });

  it('goes on when its memory cannot be given back', async () => {
    let tried = 0;
    const failing = async () => {
      tried++;
      throw new Error('no inspector');
    };
    using collector = new IdleCollector(failing, IDLE_MS, IDLE_MS);
    while (tried === 0) await wait(1);
    collector.begin();
    collector.end();
    await wait(50 * IDLE_MS);
  });

  it('really has less afterwards', async () => {
    const held = Array.from({ length: 300_000 }, (_, at) => ({ at }));
    const before = getHeapStatistics().total_physical_size;
    held.length = 0;
    await collectGarbage();
    assert.ok(getHeapStatistics().total_physical_size < before);
  });
});
