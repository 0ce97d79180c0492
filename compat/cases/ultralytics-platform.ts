import { consoleOf, countModels, readModel, sha256OfWeights, userName } from '../runner/app-api.ts';
import { ask, until } from '../runner/hub-api.ts';
import type { PythonRun } from '../runner/python-run.ts';
import type { Bench, Case } from '../runner/types.ts';
import { killed, killedWithBoth } from './platform-killed.ts';
import { datasetAddress, epochsAre, modelAs, must, NAME, newProject } from './platform-run.ts';
import { tasks } from './platform-tasks.ts';
import { wrongKey } from './platform-wrong-key.ts';

const EPOCHS = 6;
const START = 'start/model and project by name';
const STOP = 'stop/ends the training';
const BUCKET = 'weights/PUT into the bucket itself';
const RESTART = 'hub restart/the training goes on and finishes';

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
  if (bench.supports(BUCKET)) {
    // Where the client has just been sent; what is offered now is not used.
    const body = { modelId: id, filename: 'best.pt' };
    const offer = await ask(hub, '/api/webhooks/models/upload', 'POST', body);
    const { uploadUrl } = offer as { uploadUrl: string };
    must(!uploadUrl.startsWith(hub.url), `the PUT goes to ${new URL(uploadUrl).origin}`);
    bench.ok(BUCKET);
  }

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
    const data = await datasetAddress(bench, shapes.archive);
    const owner = await userName(hub);
    const before = await countModels(hub);
    await bench.python('streaming/login', []).done();

    const project = newProject();
    const training = bench.python('streaming/lifecycle', [
      ...[project, NAME, String(EPOCHS)],
      data,
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

/** 8.4.2 streams too, but to an address that nothing changes. */
export const beforePlatformUrl: Case = {
  name: 'the address cannot be set',
  operations: [START],
  deadline: 120,
  run: async ({ python, shapes }) => {
    await python('streaming/vendor_host', [newProject(), shapes.dataYaml]).done();
  },
};

/** The same with the hub's files in a bucket. */
export const lifecycleOnBucket: Case = {
  ...lifecycle,
  operations: [...lifecycle.operations, BUCKET],
};

export const ultralyticsPlatformCases: readonly Case[] = [
  lifecycle,
  killed,
  killedWithBoth,
  tasks,
  wrongKey,
];
