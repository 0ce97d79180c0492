import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { likelyCause } from './likely-cause.ts';

describe('the likely cause of a silence', () => {
  it('is told from the last lines', () => {
    assert.match(likelyCause('torch.cuda.OutOfMemoryError: CUDA out of memory.'), /GPU ran out/);
    assert.match(likelyCause('OSError: [Errno 28] No space left on device'), /disk is full/);
  });

  it('is left open when they say nothing', () => {
    assert.match(likelyCause(''), /process, its machine or the network/);
  });
});
