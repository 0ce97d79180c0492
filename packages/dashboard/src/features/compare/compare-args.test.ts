import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bestOf, differingArgs } from './compare-args.ts';

const model = (
  id: string,
  trainArgs: Record<string, number>,
  best: number | null,
  name = 'mAP',
) => ({
  id,
  trainArgs,
  metric: { name, lowerIsBetter: name === 'loss', best, bestStep: 0, last: best },
});

describe('a comparison', () => {
  it('tells the arguments that differ from those that do not', () => {
    const models = [model('a', { lr0: 0.1, epochs: 3 }, 1), model('b', { lr0: 0.2, epochs: 3 }, 2)];
    assert.deepEqual(differingArgs(models), { differing: ['lr0'], same: ['epochs'] });
  });

  it('names the best by its metric’s direction, and none where metrics differ', () => {
    assert.equal(bestOf([model('a', {}, 1), model('b', {}, 2), model('c', {}, null)]), 'b');
    assert.equal(bestOf([model('a', {}, 1, 'loss'), model('b', {}, 2, 'loss')]), 'a');
    assert.equal(bestOf([model('a', {}, 1, 'loss'), model('b', {}, 2)]), undefined);
  });
});
