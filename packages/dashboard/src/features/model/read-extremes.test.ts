import assert from 'node:assert/strict';
import { it } from 'node:test';
import { f1Of, readExtremes } from './read-extremes.ts';

it('reads the rows that the Platform callback sends, and leaves others out', () => {
  const extremes = { worst: [['a', 0, 1, 2], ['b'], 5, ['c', 'x', 1, 1]], best: [['d', 3, 0, 0]] };
  assert.deepEqual(readExtremes({ validation: { extremes } }), {
    worst: [{ id: 'a', found: 0, wrong: 1, missed: 2 }],
    best: [{ id: 'd', found: 3, wrong: 0, missed: 0 }],
  });
});

it('finds none where none were sent', () => {
  for (const records of [{}, { validation: null }, { validation: { extremes: 'x' } }]) {
    assert.equal(readExtremes(records), undefined);
  }
});

it('rates an image by its F1, and not at all where nothing was to be found', () => {
  assert.equal(f1Of({ id: 'a', found: 1, wrong: 1, missed: 1 }), 0.5);
  assert.equal(f1Of({ id: 'b', found: 0, wrong: 0, missed: 0 }), undefined);
});
