import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { labelShapes } from './label-shapes.ts';

describe('the outlines of labels', () => {
  it('are the corners of a box, or the points of a polygon', () => {
    const [box] = labelShapes({ kind: 'boxes', labels: [[2, 0.5, 0.5, 0.5, 1]] });
    assert.deepEqual([box!.label, box!.points[0], box!.points[2]], [2, [0.25, 0], [0.75, 1]]);
    const [polygon] = labelShapes({ kind: 'segments', labels: [[0, 0, 0, 1, 0, 1, 1]] });
    assert.deepEqual(polygon!.points, [
      [0, 0],
      [1, 0],
      [1, 1],
    ]);
    assert.deepEqual(labelShapes({ kind: 'classification', labels: [[1]] }), []);
  });
});
