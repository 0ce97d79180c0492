import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { modelFromArguments, readTrainArgs, resumes } from './run-arguments.ts';

describe("a run's arguments", () => {
  it('are read as strings, whatever they are, and what is no object as none', () => {
    assert.deepEqual(readTrainArgs({ a: 'None', b: 1, c: null, d: true, e: [1] }), {
      a: 'None',
      b: '1',
      c: 'None',
      d: 'true',
      e: '[1]',
    });
    for (const odd of [null, undefined, 'x', [1], 3]) assert.deepEqual(readTrainArgs(odd), {});
  });

  it('say whether the training goes on', () => {
    const said = (resume: string) => resumes({ resume });
    assert.deepEqual(['True', '/a/last.pt', 'False', 'None', ''].map(said), [
      true,
      true,
      false,
      false,
      false,
    ]);
    assert.equal(resumes({}), false);
  });

  it('become arguments that any trainer knows, with the values they mean', () => {
    const { config, lineage, dataset } = modelFromArguments({
      epochs: 3,
      args: {
        batch: '16',
        lr0: '1e-05',
        amp: 'True',
        device: 'None',
        tracker: 'x',
        model: '/a/b.pt',
        data: 'd.yaml',
      },
    });
    assert.deepEqual(config, { batch: 16, lr0: 0.00001, amp: true, epochs: 3 });
    assert.deepEqual(lineage, { architecture: { name: 'b.pt' } });
    assert.deepEqual(dataset, { name: 'd.yaml' });
  });

  it('whose model is no plain name leave the default', () => {
    for (const model of ['..', 'a/..', '<x>', '', 'None']) {
      assert.equal('lineage' in modelFromArguments({ epochs: null, args: { model } }), false);
    }
  });
});
