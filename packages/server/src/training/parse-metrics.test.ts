import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from '@trainyard/protocol';
import { MAX_SERIES_PER_CALL, parseEpochMetrics } from './parse-metrics.ts';

const refusedWith = (code: string) => (error: unknown) =>
  error instanceof HubError && error.code === code;

describe('metrics as the HUB clients send them', () => {
  it('are read from the JSON string of each epoch, bare NaN and infinities included', () => {
    const [epoch] = parseEpochMetrics({ 3: '{"a": 1.5, "b": NaN, "c": -Infinity, "d": null}' });
    assert.deepEqual(epoch, {
      epoch: 3,
      names: ['a', 'b', 'c', 'd'],
      values: [1.5, Number.NaN, Number.NEGATIVE_INFINITY, null],
    });
  });

  it('are read from plain objects too', () => {
    const epochs = parseEpochMetrics({ 0: { loss: 0.25 } });
    assert.deepEqual(epochs, [{ epoch: 0, names: ['loss'], values: [0.25] }]);
  });

  it('keep a NaN inside a string a string, and refuse it as a value', () => {
    const [epoch] = parseEpochMetrics({ 0: '{"NaN, Infinity": NaN}' });
    assert.deepEqual(epoch, { epoch: 0, names: ['NaN, Infinity'], values: [Number.NaN] });
    assert.throws(() => parseEpochMetrics({ 0: { a: 'much' } }), refusedWith('invalid_metrics'));
  });

  for (const [what, metrics] of [
    ['a list', []],
    ['nothing', undefined],
    ['a negative epoch', { '-1': {} }],
    ['an epoch with a fraction', { '1.5': {} }],
    ['broken JSON', { 0: '{"a": ' }],
    ['a list for an epoch', { 0: '[1]' }],
    ['a list for a value', { 0: { a: [1] } }],
    ['an empty name', { 0: { '': 1 } }],
    ['a name of 10 MB', { 0: { ['x'.repeat(10_000_000)]: 1 } }],
  ] as const) {
    it(`are refused when they are ${what}`, () => {
      assert.throws(() => parseEpochMetrics(metrics), refusedWith('invalid_metrics'));
    });
  }

  it('are refused with more series than a call may bring', () => {
    const names = Array.from({ length: MAX_SERIES_PER_CALL + 1 }, (_, index) => [`s${index}`, 1]);
    const tooMany = { 0: Object.fromEntries(names) };
    assert.throws(() => parseEpochMetrics(tooMany), refusedWith('too_many_series'));
    const overTwoEpochs = { 0: Object.fromEntries(names.slice(1)), 1: { other: 1 } };
    assert.throws(() => parseEpochMetrics(overTwoEpochs), refusedWith('too_many_series'));
    const sameAgain = { 0: Object.fromEntries(names.slice(1)), 1: { s1: 1 } };
    assert.equal(parseEpochMetrics(sameAgain).length, 2);
    assert.equal(
      parseEpochMetrics({ 0: Object.fromEntries(names.slice(1)) })[0]?.values.length,
      MAX_SERIES_PER_CALL,
    );
  });
});
