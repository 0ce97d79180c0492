import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ResendBudget } from './resend-budget.ts';

test('20 interruptions of a GiB at the worst moment cost less than 1 %', () => {
  const size = 2 ** 30;
  const budget = new ResendBudget(size);
  let lost = 0;
  for (let cut = 0; cut < 20; cut++) {
    for (let piece = 0; piece < 30; piece++) budget.arrived();
    lost += budget.piece;
    budget.lost(budget.piece);
  }
  assert.ok(lost < size / 100, `${lost} bytes`);
});
