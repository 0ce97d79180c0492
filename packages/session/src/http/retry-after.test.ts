import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRetryAfter } from './retry-after.ts';

test('Retry-After is read as seconds and as a date, and never lies in the past', () => {
  const now = Date.parse('Sun, 22 Nov 2026 18:00:00 GMT');
  assert.equal(parseRetryAfter('120', now), 120);
  assert.equal(parseRetryAfter('Sun, 22 Nov 2026 18:00:30 GMT', now), 30);
  assert.equal(parseRetryAfter('Sun, 22 Nov 2026 17:00:00 GMT', now), 0);
  assert.equal(parseRetryAfter('soon', now), null);
  assert.equal(parseRetryAfter(undefined, now), null);
});
