import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSearch, stringifySearch } from './search-params.ts';

describe('the query of an address', () => {
  it('is read as the clients write it', () => {
    assert.deepEqual(parseSearch('?tab=api+keys'), { tab: 'api keys' });
  });

  it('comes back the same, with repeated names', () => {
    const params = { q: 'a&b', state: ['new', 'failed'] };
    assert.deepEqual(parseSearch(stringifySearch(params)), params);
    assert.equal(stringifySearch({ q: '', tab: undefined }), '');
  });
});
