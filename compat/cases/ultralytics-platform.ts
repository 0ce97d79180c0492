import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import {
  consoleOf,
  countModels,
  type ModelDetail,
  modelByName,
  readModel,
  sha256OfWeights,
  userName,
} from '../runner/app-api.ts';
import { ask, epochsOf, until } from '../runner/hub-api.ts';
import type { PythonRun } from '../runner/python-run.ts';
import type { Bench, Case } from '../runner/types.ts';

const EPOCHS = 6;
const SERIES = 'train/box_loss';
const NAME = 'shapes';
const START = 'start/model and project by name';
const STOP = 'stop/ends the training';
const RESTART = 'hub restart/the training goes on and finishes';

function must(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

/** A project that no earlier run against the same hub has used. */
function newProject(): string {
  return `compat-${randomBytes(5).toString('hex')}`;
}

/** Waits for a model to exist and to be as wanted. */
function modelAs(
  { hub, signal }: Bench,
  project: string,
  name: string,
  what: string,
  wanted: (model: ModelDetail) => boolean = () => true,
): Promise<ModelDetail> {
  return until(`${project}/${name}: ${what}`, signal, async () => {
    const model = await modelByName(hub, project, name);
    return model && wanted(model) ? model : undefined;
  });
}

/** Waits for values of these epochs; others may be there as well. */
function epochsAre({ hub, signal }: Bench, id: string, wanted: readonly number[]): Promise<true> {
  return until(`epochs ${wanted.join(', ')}`, signal, async () => {
    const found = await epochsOf(hub, id, SERIES);
    return wanted.every((epoch) => found.includes(epoch)) || undefined;
  });
}

/** The hub goes away in mid-training, an epoch ends meanwhile, and it comes back. */
async function restart(power: NonNullable<Bench['power']>, training: PythonRun): Promise<void> {
  await power.off();
  training.go();
  try {
    await training.waitFor('first held in 3');
  } finally {
    await power.on();
  }
}

/** The first training of `streaming/lifecycle`, and all that the hub has of it. */
async function trainedToTheEnd(
  bench: Bench,
  training: PythonRun,
  project: string,
): Promise<string> {
  const { hub, client, power } = bench;
  await training.waitFor('first started');
  const { id } = await modelAs(bench, project, NAME, 'is there');
  const page = await fetch(`${hub.url}/${project}/${NAME}`);
  must(page.status === 200, `the page that the client prints answers ${page.status}`);
  bench.ok(START);
  const { records, trainArgs } = await readModel(hub, id);
  const environment = records['environment'] as Record<string, unknown> | undefined;
  must(environment?.['ultralyticsVersion'] === client.name, JSON.stringify(environment));
  must(String(trainArgs['imgsz']) === '64', `arguments: ${JSON.stringify(trainArgs)}`);
  bench.ok('start/environment and arguments kept');

  await training.waitFor('first held in 2');
  bench.ok('ul:// dataset/trains on it');
  await epochsAre(bench, id, [0, 1]);
  await modelAs(bench, project, NAME, 'periodic upload', (model) => model.checkpoints.count > 0);
  bench.ok('weights/periodic upload');

  if (power) await restart(power, training);
  else training.go();
  await training.waitFor('first held in 3');
  training.go();
  const done = await training.waitFor('first done');
  const after = Array.from({ length: EPOCHS - 3 }, (_, i) => i + 3);
  await epochsAre(bench, id, [0, 1, ...after]);
  bench.ok('epochs/on the hub, from 0');
  const trained = await modelAs(
    bench,
    project,
    NAME,
    'trained',
    ({ state }) => state === 'trained',
  );
  must(trained.id === id, 'it is still the same model');
  bench.ok('finish/trained');
  if (power) bench.ok(RESTART);
  must((await sha256OfWeights(hub, trained)) === done['sha256'], 'SHA-256 of the best weights');
  bench.ok('weights/final upload, byte by byte');
  must(trained.records['plots'] && trained.records['class_names'], 'plots and class names');
  bench.ok('finish/plots and classes kept');
  await until('the console', bench.signal, async () =>
    (await consoleOf(hub, id)).includes('epochs completed') ? true : undefined,
  );
  bench.ok('console/kept');
  return id;
}

/** The second training of `streaming/lifecycle`: the same name again, stopped from the hub. */
async function stopped(bench: Bench, training: PythonRun, project: string): Promise<void> {
  const { hub } = bench;
  await training.waitFor('second held in 1');
  const { id } = await modelAs(bench, project, `${NAME}-2`, 'is there');
  bench.ok('start/the same name again is name-2');
  const stops = bench.supports(STOP);
  if (stops) await ask(hub, `/app/v1/models/${id}/stop`, 'POST');
  training.go();
  const done = await training.waitFor('second done');
  if (!stops) return;
  must(Number(done['epochs']) < 30, `it ended early, not after ${done['epochs']} epochs`);
  const left = await modelAs(bench, project, `${NAME}-2`, 'cancelled', ({ state }) => {
    return state === 'cancelled';
  });
  bench.ok(STOP);
  await epochsAre(bench, id, [0]);
  must((await sha256OfWeights(hub, left)) === done['sha256'], 'SHA-256 of the partial weights');
  bench.ok('stop/partial results kept');
}

/** The main job, on a machine that has logged in: everything but being killed. */
const lifecycle: Case = {
  name: 'log in, train, hub restart, train again, stop, predict',
  operations: [
    'login/wrong key',
    'login/right key',
    START,
    'start/environment and arguments kept',
    'ul:// dataset/trains on it',
    'epochs/on the hub, from 0',
    'console/kept',
    'weights/periodic upload',
    RESTART,
    'finish/trained',
    'finish/plots and classes kept',
    'weights/final upload, byte by byte',
    'HUB API/sees the same model',
    'start/the same name again is name-2',
    STOP,
    'stop/partial results kept',
    'ul:// weights/predict',
    'HUB integration/one model',
  ],
  needPower: [RESTART],
  deadline: 300,
  run: async (bench) => {
    const { hub, shapes } = bench;
    const prepared = await bench.helper('sdk/prepare', ['dataset', shapes.archive]).done();
    const dataset = (await prepared.waitFor('prepared'))['id'] as string;
    const { data } = (await ask(hub, `/v1/datasets/${dataset}`)) as { data: { slug: string } };
    const owner = await userName(hub);
    const before = await countModels(hub);
    await bench.python('streaming/login', []).done();

    const project = newProject();
    const training = bench.python('streaming/lifecycle', [
      ...[project, NAME, String(EPOCHS)],
      `ul://${owner}/datasets/${data.slug}`,
      `ul://${owner}/${project}/${NAME}`,
      shapes.picture,
    ]);
    const id = await trainedToTheEnd(bench, training, project);
    await stopped(bench, training, project);
    const predicted = await training.waitFor('predicted');
    await training.done();
    const weights = await sha256OfWeights(hub, await readModel(hub, id));
    must(predicted['sha256'] === weights, 'the weights that predicted are those of the model');
    must(String(predicted['names']) === 'circle,square,triangle', `names: ${predicted['names']}`);
    bench.ok('ul:// weights/predict');
    await bench.helper('sdk/sees', [id, NAME]).done();
    bench.ok('HUB API/sees the same model');
    if (!bench.supports('HUB integration/one model')) return;
    const made = (await countModels(hub)) - before;
    must(
      made === 2,
      `two trainings, each reported by both integrations, are 2 models, not ${made}`,
    );
    bench.ok('HUB integration/one model');
  },
};

/** A training dies without a word and goes on from its own `last.pt`. */
const killed: Case = {
  name: 'kill -9, resume',
  operations: ['kill -9/what was sent is kept', 'resume/same model, next attempt'],
  deadline: 200,
  run: async (bench) => {
    const { hub, shapes } = bench;
    const project = newProject();
    const same = [project, NAME, shapes.dataYaml];
    const first = bench.python('streaming/interrupted', same);
    const { last } = await first.waitFor('killed held in 2');
    const { id } = await modelAs(bench, project, NAME, 'is there');
    await epochsAre(bench, id, [0, 1]);
    await first.kill();
    await epochsAre(bench, id, [0, 1]);
    bench.ok('kill -9/what was sent is kept');

    const second = bench.python('streaming/interrupted', [...same, String(last)]);
    const start = (await second.waitFor('resumed started'))['start_epoch'];
    must(start === 2, `${basename(String(last))} goes on at epoch 2, not ${start}`);
    await second.done();
    const model = await modelAs(
      bench,
      project,
      NAME,
      'trained',
      ({ state }) => state === 'trained',
    );
    must(model.id === id && model.attempts.length === 2, JSON.stringify(model.attempts));
    must(!(await modelByName(hub, project, `${NAME}-2`)), 'there is no second model');
    await epochsAre(bench, id, [0, 1, 2, 3]);
    bench.ok('resume/same model, next attempt');
  },
};

/** 8.4.2 streams too, but to an address that nothing changes. */
export const beforePlatformUrl: Case = {
  name: 'the address cannot be set',
  operations: [START],
  deadline: 120,
  run: async ({ python, shapes }) => {
    await python('streaming/vendor_host', [newProject(), shapes.dataYaml]).done();
  },
};

export const ultralyticsPlatformCases: readonly Case[] = [lifecycle, killed];
