import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { align, linePoints, smooth } from './line.ts';

describe('the lines of a chart', () => {
  it('share one x axis, with holes where a line has no point', () => {
    const { x, ys } = align([
      { x: [1, 3], y: [10, 30] },
      { x: [2, 3], y: [null, 31] },
    ]);
    assert.deepEqual(x, [1, 2, 3]);
    assert.deepEqual(ys, [
      [10, undefined, 30],
      [undefined, null, 31],
    ]);
  });

  it('are smoothed without a start from zero, and keep their gaps', () => {
    assert.deepEqual(smooth([4, null, 4], 0.9), [4, null, 4]);
    const smoothed = smooth([0, 10], 0.5);
    assert.ok(Math.abs(smoothed[1]! - 20 / 3) < 1e-9);
  });

  it('show both the lowest and the highest of each column of a thinned series', () => {
    const series = {
      model: 'm',
      name: 'loss',
      attempt: 1,
      exact: false,
      step: [0, 10],
      at: [0, 1000],
      low: [1, 2],
      high: [5, 6],
      nonFinite: 0,
    };
    assert.deepEqual(linePoints(series, 'step', 0), { x: [0, 5, 10, 10.5], y: [1, 5, 2, 6] });
    assert.deepEqual(linePoints({ ...series, exact: true, high: [] }, 'epoch', 0).x, [1, 11]);
  });
});
