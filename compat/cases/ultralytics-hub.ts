import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { epochsOf, getModel, type ModelOnHub, until } from '../runner/hub-api.ts';
import type { PythonRun } from '../runner/python-run.ts';
import type { Bench, Case } from '../runner/types.ts';

const EPOCHS = 6;
/** The epoch, from 0, in whose middle the first training is killed. */
const KILLED_IN = 3;
const KEY_IN_ADDRESS = 'session/opens by a key in the address';
const SERIES = 'train/box_loss';

async function prepared(bench: Bench, ...args: string[]): Promise<string> {
  const run = await bench.helper('sdk/prepare', args).done();
  return (await run.waitFor('prepared'))['id'] as string;
}

async function sha256(url: string): Promise<string> {
  const reply = await fetch(url);
  if (!reply.ok) throw new Error(`GET ${url}: ${reply.status}`);
  return createHash('sha256')
    .update(Buffer.from(await reply.arrayBuffer()))
    .digest('hex');
}

function must(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

/** The hub hands out the best weights that the trainer had on its disk, byte by byte. */
async function mustServe(model: ModelOnHub, trained: unknown): Promise<void> {
  const served = model.weights && (await sha256(model.weights));
  must(served === trained, `best.pt has SHA-256 ${trained}, the hub serves ${served}`);
}

/** The wrong key, then the right one as a person types it. */
const signIn: Case = {
  name: 'sign in',
  operations: ['sign-in/wrong key', 'sign-in/yolo login'],
  deadline: 60,
  run: async (bench) => {
    await bench.python('training/sign_in', []).done();
  },
};

/**
 * The main job: train a model that the hub made, die in the middle, go on elsewhere, finish, and
 * hand out what was trained.
 */
const train: Case = {
  name: 'train, kill -9, resume, finish, predict',
  operations: [
    'session/opens',
    KEY_IN_ADDRESS,
    'session/heartbeat',
    'train/metrics by epoch',
    'train/checkpoint',
    'kill -9/what was sent is kept',
    'resume/goes on after the checkpoint',
    'train/to the end',
    'session/agent id adopted',
    'weights/are what was trained',
    'weights/YOLO(url) predicts',
  ],
  deadline: 360,
  run: async (bench) => {
    const { hub, signal, folder } = bench;
    const dataset = await prepared(bench, 'dataset', bench.shapes.archive);
    const model = await prepared(bench, 'model', dataset, String(EPOCHS));
    const machine = (name: string): { home: string } => ({ home: join(folder, name) });

    const train = (how: string, home: string, ...more: string[]): PythonRun =>
      bench.python('training/train', [model, how, ...more], machine(home));

    const first = train('logged-in', 'first', String(KILLED_IN));
    await first.waitFor('training');
    bench.ok('session/opens');
    await first.waitFor('held');
    must((await getModel(hub, model)).liveness.lastHeard, 'the hub has heard of the trainer');
    bench.ok('session/heartbeat');
    const seen = await until('every epoch before the kill', signal, async () => {
      const epochs = await epochsOf(hub, model, SERIES);
      return epochs.length >= KILLED_IN ? epochs : undefined;
    });
    bench.ok('train/metrics by epoch');
    const sendsCheckpoints = bench.supports('train/checkpoint');
    if (sendsCheckpoints) {
      await until('a checkpoint on the hub', signal, async () =>
        (await getModel(hub, model)).has_last_weights ? true : undefined,
      );
      bench.ok('train/checkpoint');
    }

    await first.kill();
    await rm(machine('first').home, { recursive: true });
    const left = await getModel(hub, model);
    must(left.status !== 'trained', 'a killed training is not trained');
    if (sendsCheckpoints) must(await sha256(left.resume!), 'the last checkpoint downloads');
    const kept = await epochsOf(hub, model, SERIES);
    must(
      seen.every((epoch) => kept.includes(epoch)),
      `epochs ${seen} are among ${kept}`,
    );
    bench.ok('kill -9/what was sent is kept');

    const flawed = bench.client.defects[KEY_IN_ADDRESS];
    if (flawed) await bench.python('training/key_in_address', [model], machine('keyless')).done();
    const second = train(flawed ? 'logged-in' : 'key-in-address', 'second');
    const start = (await second.waitFor('training'))['start_epoch'] as number;
    if (!flawed) bench.ok(KEY_IN_ADDRESS);
    if (bench.supports('resume/goes on after the checkpoint')) {
      must(start >= 1 && start <= KILLED_IN, `goes on at epoch 1 to ${KILLED_IN}, not ${start}`);
      bench.ok('resume/goes on after the checkpoint');
    }
    const trained = await second.waitFor('trained');
    await second.done();
    must(trained['agent'], 'the client has adopted an agentId');
    bench.ok('session/agent id adopted');
    const done = await getModel(hub, model);
    must(done.status === 'trained', `status is trained, not ${done.status}`);
    const epochs = await epochsOf(hub, model, SERIES);
    const all = Array.from({ length: EPOCHS }, (_, epoch) => epoch);
    must(
      all.every((epoch) => epochs.includes(epoch)),
      `epochs ${all} are among ${epochs}`,
    );
    bench.ok('train/to the end');
    await mustServe(done, trained['sha256']);
    bench.ok('weights/are what was trained');

    if (!bench.supports('weights/YOLO(url) predicts')) return;
    const { picture } = bench.shapes;
    const third = await bench.python('training/trained', [model, picture], machine('third')).done();
    const predicted = await third.waitFor('predicted');
    must(predicted['sha256'] === trained['sha256'], 'the weights that predicted are those trained');
    must(String(predicted['names']) === 'circle,square,triangle', `names: ${predicted['names']}`);
    bench.ok('weights/YOLO(url) predicts');
  },
};

/** With a saved key, any training makes a model of its own on the hub. */
const local: Case = {
  name: 'local training',
  operations: ['local training/creates a model'],
  deadline: 120,
  run: async (bench) => {
    const run = await bench.python('training/local', [bench.shapes.dataYaml]).done();
    if (bench.client.defects['local training/creates a model']) return;
    const id = (await run.waitFor('created'))['model'] as string;
    const model = await getModel(bench.hub, id);
    must(model.status === 'trained', `status is trained, not ${model.status}`);
    must(model.meta.name === 'yolov8n.yaml', `name: ${model.meta.name}`);
    const trained = (await run.waitFor('trained'))['sha256'];
    await mustServe(model, trained);
    bench.ok('local training/creates a model');
  },
};

/** What else `ultralytics.hub` can ask for. */
const calls: Case = {
  name: 'export and reset',
  operations: ['export/501', 'get-export/501', 'reset/model is new again'],
  deadline: 60,
  run: async (bench) => {
    const id = await prepared(bench, 'half-trained');
    must((await getModel(bench.hub, id)).has_last_weights, 'it has a checkpoint to lose');
    await bench.python('training/calls', [id]).done();
    const after = await getModel(bench.hub, id);
    must(!after.has_last_weights && after.status === 'new', `new again: ${JSON.stringify(after)}`);
    must((await epochsOf(bench.hub, id, SERIES)).length === 0, 'no metrics are left');
    bench.ok('reset/model is new again');
  },
};

/** 8.0.0 opens a session, then trains something else, whatever the hub says. */
export const firstRelease: Case = {
  name: 'open a session',
  operations: ['session/opens', 'session/agent id adopted', 'train/to the end'],
  deadline: 60,
  run: async (bench) => {
    const dataset = await prepared(bench, 'dataset', bench.shapes.archive);
    const model = await prepared(bench, 'model', dataset, String(EPOCHS));
    await bench.python('training/first_release', [model]).done();
  },
};

export const ultralyticsHubCases: readonly Case[] = [signIn, train, local, calls];
