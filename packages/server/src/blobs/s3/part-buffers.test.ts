import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PART_BYTES, PartBuffers, partSize, SHARED } from './part-buffers.ts';

const GIB = 1024 ** 3;

describe('parts', () => {
  it('are of 5 MiB, and larger where 10,000 of them would not do', () => {
    for (const bytes of [1, 16 * GIB, 10_000 * PART_BYTES])
      assert.equal(partSize(bytes), PART_BYTES);
    for (const bytes of [10_000 * PART_BYTES + 1, 60 * GIB, 1024 * GIB, 5 * 1024 * GIB]) {
      const size = partSize(bytes);
      assert.ok(size > PART_BYTES);
      assert.ok(Math.ceil(bytes / size) <= 10_000, `${bytes}`);
      assert.ok(size - bytes / 10_000 <= 1, 'no larger than needed');
    }
  });
});

describe('the buffers of parts', () => {
  it('are few; who wants one more waits until one is given back, and gets that', async () => {
    const buffers = new PartBuffers(60_000);
    const held = await Promise.all(Array.from({ length: SHARED }, () => buffers.take(PART_BYTES)));
    const order: number[] = [];
    const waiting = [1, 2].map(async (number) => {
      const buffer = await buffers.take(PART_BYTES);
      order.push(number);
      return buffer;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(order, []);
    buffers.give(held.at(-1)!);
    assert.equal(await waiting[0], held.at(-1));
    assert.deepEqual(order, [1]);
    buffers.give(held[0]!);
    assert.equal(await waiting[1], held[0]);
  });

  it('are more where those who hold them are too slow', async () => {
    const buffers = new PartBuffers(1);
    const held = await Promise.all(Array.from({ length: 9 }, () => buffers.take(PART_BYTES)));
    assert.equal(new Set(held).size, 9);
  });
});
