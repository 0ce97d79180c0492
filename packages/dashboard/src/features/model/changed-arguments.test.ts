import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changedArguments } from './changed-arguments.ts';

describe('edited arguments', () => {
  it('are sent where they differ, with their types, and null where they are gone', () => {
    const before = { epochs: 10, device: '0', cache: 'ram', lr0: 0.01 };
    const rows = [
      { name: 'epochs', value: '20' },
      { name: 'device', value: '0' },
      { name: ' cos_lr ', value: 'True' },
      { name: 'lr0', value: '1e-3' },
      { name: 'optimizer', value: 'AdamW' },
    ];
    assert.deepEqual(changedArguments(before, rows), {
      cache: null,
      epochs: 20,
      cos_lr: true,
      lr0: 0.001,
      optimizer: 'AdamW',
    });
  });
});
