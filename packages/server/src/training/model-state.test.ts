import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stateAfter } from './model-state.ts';

describe('the state of a model', () => {
  it('goes from new through training to trained', () => {
    assert.equal(stateAfter('new', 'opened'), 'training');
    assert.equal(stateAfter('new', 'heard'), 'training');
    assert.equal(stateAfter('training', 'finished'), 'trained');
  });

  it('heals from disconnected by anything that is heard', () => {
    assert.equal(stateAfter('training', 'silent'), 'disconnected');
    assert.equal(stateAfter('disconnected', 'heard'), 'training');
    assert.equal(stateAfter('disconnected', 'finished'), 'trained');
  });

  it('stays trained whatever comes late, twice or out of order', () => {
    for (const event of ['opened', 'heard', 'finished', 'silent', 'cancelled', 'failed'] as const) {
      assert.equal(stateAfter('trained', event), 'trained', event);
    }
  });

  it('keeps a cancelled training cancelled though it still ends properly', () => {
    assert.equal(stateAfter('training', 'cancelled'), 'cancelled');
    assert.equal(stateAfter('cancelled', 'heard'), 'cancelled');
    assert.equal(stateAfter('cancelled', 'finished'), 'cancelled');
  });

  it('trains again when a session is opened on a cancelled or failed model', () => {
    assert.equal(stateAfter('cancelled', 'opened'), 'training');
    assert.equal(stateAfter('failed', 'opened'), 'training');
  });

  it('calls only a training model disconnected', () => {
    for (const state of ['new', 'trained', 'cancelled', 'failed'] as const) {
      assert.equal(stateAfter(state, 'silent'), state);
    }
  });

  it('goes back to new by a reset from anywhere', () => {
    for (const state of ['training', 'disconnected', 'trained', 'cancelled', 'failed'] as const) {
      assert.equal(stateAfter(state, 'reset'), 'new');
    }
  });
});
