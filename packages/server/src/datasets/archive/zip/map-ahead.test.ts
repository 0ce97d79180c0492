import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { mapAhead } from './map-ahead.ts';

suite('mapping ahead', () => {
  test('results come in order, however long each takes', async () => {
    const results = mapAhead([3, 1, 2, 0], 3, async (turns) => {
      for (let turn = 0; turn < turns; turn += 1) await setImmediate();
      return turns;
    });
    assert.deepEqual(await Array.fromAsync(results), [3, 1, 2, 0]);
  });

  test('no more calls than allowed are under way at once', async () => {
    let underWay = 0;
    let most = 0;
    const results = mapAhead(Array(50).keys(), 4, async (item) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await setImmediate();
      underWay -= 1;
      return item;
    });
    assert.equal((await Array.fromAsync(results)).length, 50);
    assert.equal(most, 4);
  });

  test('an error surfaces in its turn, behind the results before it', async () => {
    const seen: number[] = [];
    const results = mapAhead([0, 1, 2, 3], 3, async (item) => {
      if (item === 2) throw new Error('two');
      return item;
    });
    await assert.rejects(async () => {
      for await (const item of results) seen.push(item);
    }, /two/);
    assert.deepEqual(seen, [0, 1]);
  });
});
