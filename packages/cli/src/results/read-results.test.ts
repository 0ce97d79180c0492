import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readResults } from './read-results.ts';

test('epochs of Ultralytics count from 1, with or without the column time', () => {
  const now = 'epoch,time,train/box_loss,metrics/mAP50-95(B)\n1,2.5,0.5,0.1\n2,5,0.25,nan\n';
  assert.deepEqual(readResults(now), [
    { epoch: 0, values: { 'train/box_loss': 0.5, 'metrics/mAP50-95(B)': 0.1 } },
    { epoch: 1, values: { 'train/box_loss': 0.25, 'metrics/mAP50-95(B)': Number.NaN } },
  ]);
  const before = '  epoch,   metrics/mAP50(B)\n      1,      0.5\n';
  assert.deepEqual(readResults(before), [{ epoch: 0, values: { 'metrics/mAP50(B)': 0.5 } }]);
});

test('epochs of YOLOv5 count from 0, under padded names', () => {
  const text =
    '      epoch,   train/box_loss,  metrics/mAP_0.5\n      0,   0.1,  0.2\n      1,  0.05,  0.3\n';
  assert.deepEqual(
    readResults(text).map(({ epoch }) => epoch),
    [0, 1],
  );
  assert.deepEqual(readResults(text)[1]?.values, {
    'train/box_loss': 0.05,
    'metrics/mAP_0.5': 0.3,
  });
});

test('rows of one epoch of Lightning are merged, gaps are no values', () => {
  const text = 'epoch,step,train_loss,val_loss\n0,9,0.5,\n0,9,,0.75\n1,19,0.25,\n';
  assert.deepEqual(readResults(text), [
    { epoch: 0, values: { train_loss: 0.5, val_loss: 0.75 } },
    { epoch: 1, values: { train_loss: 0.25 } },
  ]);
  assert.deepEqual(readResults('step,loss\n0,1\n5,0.5\n').at(-1), {
    epoch: 5,
    values: { loss: 0.5 },
  });
});

test('a line that is still being written is left for later', () => {
  const text = 'epoch,time,loss\n1,1,0.5\n2,2,0.';
  assert.equal(readResults(text).length, 1);
  assert.deepEqual(readResults('epoch,ti'), []);
  assert.deepEqual(readResults('name,value\na,1\n'), []);
});
