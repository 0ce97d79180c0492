import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PathSigner } from './signed-path.ts';

const signer = new PathSigner(Buffer.alloc(32, 1));
const grant = { hash: 'a'.repeat(64), rest: 'id/best.pt' };

describe('a signed path', () => {
  it('is good until it expires', () => {
    const path = signer.sign(grant, 10_000);
    assert.deepEqual(signer.verify(path, 9_999), grant);
    assert.equal(signer.verify(path, 10_000), undefined);
  });

  it('has three segments and ends in the file name', () => {
    assert.match(signer.sign(grant, 1), /^\/f-[^/]+\/id\/best\.pt$/);
  });

  it('is worth nothing to a hub with another secret', () => {
    const other = new PathSigner(Buffer.alloc(32, 2));
    assert.equal(other.verify(signer.sign(grant, 10_000), 0), undefined);
  });
});
