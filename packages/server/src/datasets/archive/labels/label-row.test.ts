import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type LabelFault, type LabelSpec, parseLabelRow } from './label-row.ts';

const detect: LabelSpec = { task: 'detect', classes: 3, kptShape: null };
const segment: LabelSpec = { ...detect, task: 'segment' };
const obb: LabelSpec = { ...detect, task: 'obb' };
const pose: LabelSpec = { ...detect, task: 'pose', kptShape: [2, 3] };
const pose2d: LabelSpec = { ...detect, task: 'pose', kptShape: [2, 2] };

function values(line: string, spec: LabelSpec): readonly number[] {
  const row = parseLabelRow(line, spec);
  assert.ok('values' in row, JSON.stringify(row));
  return row.values;
}

function fault(line: string, spec: LabelSpec, code: LabelFault['code']): void {
  const row = parseLabelRow(line, spec);
  assert.ok('code' in row, JSON.stringify(row));
  assert.equal(row.code, code);
}

suite('lines that are objects', () => {
  test('a box', () => {
    assert.deepEqual(values('2 0.5 .5 1e-1 1', detect), [2, 0.5, 0.5, 0.1, 1]);
  });
  test('any white space, and a class written as a decimal', () => {
    assert.deepEqual(values('  1.0\t0.5  0.5 0.1\t0.1 ', detect), [1, 0.5, 0.5, 0.1, 0.1]);
  });
  test('a polygon where boxes are wanted becomes the box around it', () => {
    assert.deepEqual(values('0 .25 .25 .75 .25 .75 .5', detect), [0, 0.5, 0.375, 0.5, 0.25]);
  });
  test('a polygon', () => {
    assert.deepEqual(values('0 .1 .1 .2 .1 .2 .2', segment), [0, 0.1, 0.1, 0.2, 0.1, 0.2, 0.2]);
  });
  test('four corners', () => {
    assert.equal(values('1 .1 .1 .2 .1 .2 .2 .1 .2', obb).length, 9);
  });
  test('corners may stick out of the image as long as the box around them is in it', () => {
    assert.deepEqual(values('0 -.05 .5 .1 .4 .2 .5 .1 .6', obb).slice(0, 3), [0, -0.05, 0.5]);
  });
  test('keypoints with and without visibility', () => {
    assert.equal(values('0 .5 .5 .1 .1 .4 .4 2 0 0 0', pose).length, 11);
    assert.equal(values('0 .5 .5 .1 .1 .4 .4 .6 .6', pose2d).length, 9);
  });
  test('a coordinate that is beyond the edge by rounding is moved to it', () => {
    const row = parseLabelRow('0 1.005 -0.0001 .1 .1', detect);
    assert.deepEqual(row, { values: [0, 1, 0, 0.1, 0.1], isClamped: true });
  });
});

suite('lines that are none', () => {
  test('too few or too many columns', () => {
    fault('0 .5 .5 .1', detect, 'label_columns');
    fault('0 .5 .5 .1 .1 .9', detect, 'label_columns');
    fault('0 .5 .5 .1 .1', segment, 'label_columns');
    fault('0 .1 .1 .2 .1 .2 .2 .1', segment, 'label_columns');
    fault('0 .1 .1 .2 .1 .2 .2', obb, 'label_columns');
    fault('0 .5 .5 .1 .1 .4 .4 2', pose, 'label_columns');
  });
  test('texts, commas, NaN, infinity and hexadecimal', () => {
    for (const word of ['circle', '0.5,', 'nan', 'inf', '0x1', '1_0', '٣']) {
      fault(`0 .5 .5 .1 ${word}`, detect, 'label_not_number');
    }
  });
  test('a class that is none of the dataset', () => {
    fault('3 .5 .5 .1 .1', detect, 'label_class');
    fault('-1 .5 .5 .1 .1', detect, 'label_class');
    fault('0.5 .5 .5 .1 .1', detect, 'label_class');
  });
  test('pixels instead of parts of the image', () => {
    fault('0 320 240 64 64', detect, 'label_range');
    fault('0 10 10 20 10 20 20', segment, 'label_range');
    fault('0 .5 .5 .1 .1 400 300 2 0 0 0', pose, 'label_range');
    fault('0 .5 .5 .1 1e999', detect, 'label_range');
  });
  test('a visibility that is none', () =>
    fault('0 .5 .5 .1 .1 .4 .4 3 0 0 0', pose, 'label_range'));
});
