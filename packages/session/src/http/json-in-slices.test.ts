import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jsonInSlices } from './json-in-slices.ts';

describe('JSON that is written in slices', () => {
  it('is what would be written at once', async () => {
    const objects = [
      {},
      { a: undefined, b: null, 'ü"\n': 'x', d: [] },
      {
        one: [{ a: 1 }],
        many: Array.from({ length: 1000 }, (_, step) => ({ step, values: [step] })),
      },
      { text: 'y'.repeat(100_000), mixed: [null, 'a', [1, [2]], { b: undefined }] },
    ];
    for (const object of objects) assert.equal(await jsonInSlices(object), JSON.stringify(object));
  });

  it('gives way to others meanwhile', async () => {
    let turns = 0;
    const counting = setInterval(() => turns++);
    const list = Array.from({ length: 300_000 }, (_, step) => ({ step, values: { loss: 0.5 } }));
    await jsonInSlices({ list });
    clearInterval(counting);
    assert.ok(turns > 3, `${turns} turns`);
  });
});
