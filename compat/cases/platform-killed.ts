import { basename } from 'node:path';
import { countModels, type ModelDetail, modelByName } from '../runner/app-api.ts';
import type { Bench, Case } from '../runner/types.ts';
import { epochsAre, modelAs, must, NAME, newProject } from './platform-run.ts';

const KEPT = 'kill -9/what was sent is kept';
const RESUMED = 'resume/same model, next attempt';
const BOTH = 'resume/with the HUB integration beside it';

/** Trains, kills, resumes from the trainer's own `last.pt`; returns the model at its end. */
async function killAndResume(
  bench: Bench,
  keyFrom: 'variable' | 'login',
  afterKill: () => void,
): Promise<ModelDetail> {
  const { hub, shapes } = bench;
  const project = newProject();
  const same = [keyFrom, project, NAME, shapes.dataYaml];
  const first = bench.python('streaming/interrupted', same);
  const { last } = await first.waitFor('killed held in 2');
  const { id } = await modelAs(bench, project, NAME, 'is there');
  await epochsAre(bench, id, [0, 1]);
  await first.kill();
  await epochsAre(bench, id, [0, 1]);
  afterKill();

  const second = bench.python('streaming/interrupted', [...same, String(last)]);
  const start = (await second.waitFor('resumed started'))['start_epoch'];
  must(start === 2, `${basename(String(last))} goes on at epoch 2, not ${start}`);
  await second.done();
  const model = await modelAs(bench, project, NAME, 'trained', ({ state }) => state === 'trained');
  must(model.id === id && model.attempts.length === 2, JSON.stringify(model.attempts));
  must(!(await modelByName(hub, project, `${NAME}-2`)), 'there is no second model');
  await epochsAre(bench, id, [0, 1, 2, 3]);
  return model;
}

/** A training dies without a word and goes on from its own `last.pt`. */
export const killed: Case = {
  name: 'kill -9, resume',
  operations: [KEPT, RESUMED],
  deadline: 200,
  run: async (bench) => {
    await killAndResume(bench, 'variable', () => bench.ok(KEPT));
    bench.ok(RESUMED);
  },
};

/** The same on a machine that has logged in: both integrations report both attempts. */
export const killedWithBoth: Case = {
  name: 'kill -9, both integrations, resume',
  operations: [BOTH],
  deadline: 200,
  run: async (bench) => {
    const before = await countModels(bench.hub);
    await killAndResume(bench, 'login', () => undefined);
    const made = (await countModels(bench.hub)) - before;
    must(made === 1, `a training and its resumption are 1 model, not ${made}`);
    bench.ok(BOTH);
  },
};
