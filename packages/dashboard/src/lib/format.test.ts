import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatAgo, formatBytes, formatDuration, formatNumber } from './format.ts';

describe('numbers for people', () => {
  it('have four significant digits, and powers where they are needed', () => {
    assert.equal(formatNumber(0.123456), '0.1235');
    assert.equal(formatNumber(0.00001234), '1.23e-5');
    assert.equal(formatNumber(1234), '1,234');
    assert.equal(formatNumber(null), '–');
    assert.equal(formatNumber(Number.NaN), 'NaN');
  });

  it('are bytes in the unit that fits', () => {
    assert.equal(formatBytes(0), '0 B');
    assert.equal(formatBytes(6_300_000), '6.3 MB');
  });

  it('are durations in their two largest units', () => {
    assert.equal(formatDuration(0), '0 s');
    assert.equal(formatDuration(3 * 3600 + 120), '3 h 2 min');
    assert.equal(formatDuration(86_400), '1 d');
  });

  it('are ages', () => {
    assert.equal(
      formatAgo('2026-01-01T00:00:00Z', Date.parse('2026-01-01T00:05:10Z')),
      '5 min ago',
    );
  });
});
