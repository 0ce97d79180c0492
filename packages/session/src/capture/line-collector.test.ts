import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineCollector } from './line-collector.ts';

test('lines are whole however the output is cut', () => {
  const lines = new LineCollector();
  assert.deepEqual(lines.push('one\ntw'), ['one']);
  assert.deepEqual(lines.push('o\r\nthr'), ['two']);
  assert.deepEqual(lines.end(), ['thr']);
});

test('of a progress bar the last state is kept, without colours', () => {
  const lines = new LineCollector();
  assert.deepEqual(lines.push('\r 10%\r 50%'), []);
  assert.deepEqual(lines.push('\r\x1b[32m100%\x1b[0m\n'), ['100%']);
});
