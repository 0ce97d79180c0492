import { countModels } from '../runner/app-api.ts';
import type { Case } from '../runner/types.ts';
import { datasetAddress, must, newProject } from './platform-run.ts';

const TRAINS = 'wrong key/the training goes on untracked';
const STOPS = 'wrong key/ul:// dataset is refused';

/** A key that the hub does not know, or no longer. */
export const wrongKey: Case = {
  name: 'wrong key',
  operations: [TRAINS, STOPS],
  deadline: 120,
  run: async (bench) => {
    const { hub, shapes } = bench;
    const address = await datasetAddress(bench, shapes.archive);
    const before = await countModels(hub);
    const args = [newProject(), shapes.dataYaml, address];
    const training = bench.python('streaming/wrong_key', args);
    const { epochs } = await training.waitFor('training done');
    must(epochs === 2, `it trains its 2 epochs, not ${epochs}`);
    must((await countModels(hub)) === before, 'the hub has no model of it');
    bench.ok(TRAINS);
    const { error } = await training.waitFor('refused');
    must(/key/i.test(String(error)), `the key is what is wrong: ${error}`);
    await training.done();
    bench.ok(STOPS);
  },
};
