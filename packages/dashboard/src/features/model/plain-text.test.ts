import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainText } from './plain-text.ts';

describe('console output', () => {
  it('is shown without colours, and a rewritten line in its last form', () => {
    assert.equal(plainText('\u001b[34mtrain:\u001b[0m ok'), 'train: ok');
    assert.equal(plainText('10%\r50%\r100%\nnext\r\n'), '100%\nnext\n');
  });
});
