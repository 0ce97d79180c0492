import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatheredReads } from './gathered-reads.ts';

describe('gathered reads', () => {
  it('give each what is its own, and those who ask meanwhile share the next one', async () => {
    const asked: (readonly number[])[] = [];
    const reads = new GatheredReads<number, string>(async (keys) => {
      asked.push(keys);
      return new Map(keys.filter((key) => key !== 3).map((key) => [key, `value ${key}`]));
    });
    const found = await Promise.all([1, 2, 3, 2].map((key) => reads.get(key)));
    assert.deepEqual(found, ['value 1', 'value 2', undefined, 'value 2']);
    assert.deepEqual(asked, [[1], [2, 3]]);
  });

  it('never give what was read before somebody asked', async () => {
    let stored = 'old';
    const { promise: readable, resolve: goOn } = Promise.withResolvers<void>();
    const reads = new GatheredReads<number, string>(async () => {
      const value = stored;
      await readable;
      return new Map([[1, value]]);
    });
    const before = reads.get(1);
    stored = 'new';
    const after = reads.get(1);
    goOn();
    assert.deepEqual([await before, await after], ['old', 'new']);
  });

  it('tell all who shared a read that it failed, and go on', async () => {
    let fails = true;
    const reads = new GatheredReads<number, string>(async (keys) => {
      if (fails) throw new Error('the disk');
      return new Map(keys.map((key) => [key, 'there']));
    });
    await Promise.all([1, 2, 3].map((key) => assert.rejects(reads.get(key), /the disk/)));
    fails = false;
    assert.equal(await reads.get(1), 'there');
  });
});
