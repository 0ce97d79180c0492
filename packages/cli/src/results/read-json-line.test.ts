import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readJsonLine } from './read-json-line.ts';

test('objects with an epoch or a step are metrics, everything else is not', () => {
  assert.deepEqual(readJsonLine('{"epoch": 3, "loss": 0.5, "note": "x", "bad": NaN}'), {
    epoch: 3,
    values: { loss: 0.5, bad: Number.NaN },
  });
  assert.deepEqual(readJsonLine(' {"step":7,"metrics":{"loss":1}} '), {
    epoch: 7,
    values: { loss: 1 },
  });
  for (const line of [
    '',
    'epoch 3',
    '{"loss": 1}',
    '{"epoch": -1}',
    '{"epoch": 1.5}',
    '{"epoch":',
  ]) {
    assert.equal(readJsonLine(line), null);
  }
});
