import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chartWindow } from './chart-window.ts';

describe('what a zoomed chart asks for', () => {
  it('reaches beyond what is shown, and stays the same while that moves a little', () => {
    const shown = chartWindow('step', [5000, 5900]);
    assert.deepEqual([shown.from, shown.to], [3072, 7168]);
    assert.deepEqual(chartWindow('step', [5050, 5950]), shown);
    assert.notDeepEqual(chartWindow('step', [6200, 7100]), shown);
  });

  it('is everything without a zoom, and along the time', () => {
    assert.deepEqual(chartWindow('epoch', null), { columns: 500 });
    assert.deepEqual(chartWindow('time', [1, 2]), { columns: 500 });
  });
});
