import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Goal } from './benchmark.ts';
import { toTable } from './table.ts';

function lastCell(goal?: Goal): string {
  const table = toTable([
    {
      ...{ what: 'calls', unit: 'calls/s', ours: [20, 22, 24] },
      peer: { name: 'a peer', values: [100, 100, 100] },
      ...(goal && { goal }),
    },
  ]);
  return table.split('\n').at(-1)!.split('|').at(-2)!.trim();
}

describe('the table of a benchmark', () => {
  it('says by how much a ratio missed its goal', () => {
    assert.equal(lastCell({ of: 'ratio', atLeast: 0.5 }), '**missed: 0.22 of 0.5**');
  });

  it('says by how much an absolute figure missed its goal', () => {
    assert.equal(lastCell({ of: 'value', atMost: 2 }), '**missed: 22 of 2**');
  });

  it('says that a goal is met', () => {
    assert.equal(lastCell({ of: 'ratio', atLeast: 0.2 }), 'met');
  });

  it('has a sign for the ratio to a peer that did nothing in a round', () => {
    const peer = { name: 'a peer', values: [0, 10, 5] };
    const table = toTable([{ what: 'calls', unit: 'calls/s', ours: [20, 20, 20], peer }]);
    assert.match(table, /4 × \(2 to ∞\)/);
  });

  it('says nothing where there is no goal', () => {
    assert.equal(lastCell(), '');
  });
});
