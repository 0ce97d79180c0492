import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ModelDetail, readModel, sha256OfWeights } from '../runner/app-api.ts';
import { ask, epochsOf, getModel, until } from '../runner/hub-api.ts';
import { killGroup, Trainyard, workOf } from '../runner/trainyard.ts';
import type { Bench, Case } from '../runner/types.ts';

const EPOCHS = 12;
const SERIES = 'train/box_loss';
const RESULTS = 'runs/detect/train/results.csv';
const HUB = 'hub kill -9/the training goes on, and all is there';

function must(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

/** `yolo train …`, of this client. */
function yolo({ executable }: Bench, ...args: readonly string[]): string[] {
  return [join(dirname(executable), 'yolo'), 'train', ...args];
}

function training({ shapes }: Bench): string[] {
  return [
    ...['model=yolo11n.yaml', `data=${shapes.dataYaml}`, `epochs=${EPOCHS}`],
    ...['imgsz=64', 'batch=8', 'workers=0', 'device=cpu', 'plots=False'],
  ];
}

/** Waits until the trainer has written so many epochs. */
function rows({ signal }: Bench, home: string, wanted: number): Promise<number> {
  return until(`${wanted} rows in ${RESULTS}`, signal, async () => {
    const text = await readFile(join(workOf(home), RESULTS), 'utf8').catch(() => '');
    const found = text.trim().split('\n').length - 1;
    return found >= wanted ? found : undefined;
  });
}

async function groupOf({ signal }: Bench, run: Trainyard): Promise<number> {
  return until('the trainer runs', signal, () => run.group());
}

/** The one model of a name, as soon as it is there. */
async function modelNamed({ hub, signal }: Bench, name: string): Promise<string> {
  return until(`a model ${name}`, signal, async () => {
    const reply = await ask(hub, `/v1/models?query=${name}`);
    const { results } = (reply as { data: { results: { id: string }[] } }).data;
    must(results.length < 2, `there are ${results.length} models ${name}`);
    return results[0]?.id;
  });
}

async function trainedToTheEnd(bench: Bench, id: string, home: string): Promise<ModelDetail> {
  const { hub } = bench;
  const model = await readModel(hub, id);
  must(model.state === 'trained', `the model is ${model.state}`);
  const epochs = await epochsOf(hub, id, SERIES);
  must(epochs.length === EPOCHS && epochs.at(-1) === EPOCHS - 1, `epochs: ${epochs}`);
  const best = await readFile(join(workOf(home), dirname(RESULTS), 'weights/best.pt'));
  const sha256 = createHash('sha256').update(best).digest('hex');
  must((await sha256OfWeights(hub, model)) === sha256, 'SHA-256 of the best weights');
  return model;
}

/** `trainyard run` around a trainer that is killed, resumed, and whose hub is killed meanwhile. */
const killed: Case = {
  name: 'trainer killed, hub killed, resumed',
  operations: [
    'trainer kill -9/failed, what it wrote is kept',
    'environment/packages of its Python',
    'resume/goes on after the checkpoint, next attempt',
    HUB,
    'end/trained, weights byte by byte',
  ],
  needPower: [HUB],
  deadline: 400,
  run: async (bench) => {
    const { hub, client, power, folder, ok } = bench;
    const home = join(folder, 'home');
    const name = `run-${client.name}-${Date.now()}`;
    const first = new Trainyard(bench, home, [
      ...['run', '--name', name, '--checkpoint-interval', '0', '--'],
      ...yolo(bench, ...training(bench)),
    ]);
    let group: number | undefined;
    try {
      group = await groupOf(bench, first);
      await rows(bench, home, 3);
      killGroup(group);
      const code = await first.exit();
      must(code === 137, `trainyard run left with ${code}: ${first.printed}`);
      const id = await modelNamed(bench, name);
      const written = await rows(bench, home, 3);
      const kept = await epochsOf(hub, id, SERIES);
      must(kept.length === written, `${kept.length} of ${written} epochs are on the hub`);
      const { state, has_last_weights: resumable } = await getModel(hub, id);
      must(state === 'failed' && resumable, `the model is ${state}, resumable: ${resumable}`);
      ok('trainer kill -9/failed, what it wrote is kept');
      const { records } = await readModel(hub, id);
      const environment = records['environment'] as { packages?: Record<string, string> };
      const version = environment?.packages?.['ultralytics'];
      must(version === client.name, `ultralytics ${version} in ${JSON.stringify(environment)}`);
      ok('environment/packages of its Python');

      const second = new Trainyard(bench, home, [
        ...['run', '--resume', id, '--'],
        ...yolo(bench, 'resume=True', 'model={checkpoint}'),
      ]);
      group = await groupOf(bench, second);
      if (power) {
        const before = await rows(bench, home, written + 1);
        await power.cut();
        await rows(bench, home, before + 2);
        await power.on();
      }
      must((await second.exit()) === 0, second.printed);
      const model = await trainedToTheEnd(bench, id, home);
      must(model.attempts.length === 2, JSON.stringify(model.attempts));
      ok('resume/goes on after the checkpoint, next attempt');
      if (power) ok(HUB);
      ok('end/trained, weights byte by byte');
    } finally {
      if (group !== undefined) killGroup(group);
    }
  },
};

/** `trainyard run` itself is killed: the trainer goes on without it. */
const orphaned: Case = {
  name: 'trainyard run killed, sync',
  operations: ['trainyard run kill -9/the trainer goes on, sync brings the rest'],
  deadline: 300,
  run: async (bench) => {
    const { client, folder, ok } = bench;
    const home = join(folder, 'home');
    const name = `orphan-${client.name}-${Date.now()}`;
    const run = new Trainyard(bench, home, [
      ...['run', '--name', name, '--'],
      ...yolo(bench, ...training(bench)),
    ]);
    const group = await groupOf(bench, run);
    try {
      await rows(bench, home, 2);
      await run.kill();
      await rows(bench, home, EPOCHS);
      await until('the trainer ends', bench.signal, async () => !runs(group) || undefined);
    } finally {
      killGroup(group);
    }
    const sync = new Trainyard(bench, home, ['sync']);
    must((await sync.exit()) === 0, sync.printed);
    await trainedToTheEnd(bench, await modelNamed(bench, name), home);
    ok('trainyard run kill -9/the trainer goes on, sync brings the rest');
  },
};

function runs(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

export const trainyardRunCases: readonly Case[] = [killed, orphaned];
