import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onceEach } from './once-each.ts';

describe('work that is done once', () => {
  it('is shared by all who ask for the same, and by nobody else', async () => {
    const done: string[] = [];
    const install = onceEach(async (name, version) => {
      done.push(`${name} ${version}`);
      return done.length;
    });
    const results = await Promise.all([install('a', '1'), install('a', '1'), install('a', '2')]);
    assert.deepEqual(results, [1, 1, 2]);
    assert.equal(await install('a', '1'), 1);
    assert.deepEqual(done, ['a 1', 'a 2']);
  });

  it('is tried again when it failed', async () => {
    let tries = 0;
    const install = onceEach(async () => {
      if (++tries === 1) throw new Error('no network');
      return tries;
    });
    await assert.rejects(install('a'), /no network/);
    assert.equal(await install('a'), 2);
  });
});
