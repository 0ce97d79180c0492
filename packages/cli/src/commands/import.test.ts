import assert from 'node:assert/strict';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { type ModelFileReply, PATHS } from '@trainyard/protocol';
import { readData } from '@trainyard/session';
import { cli } from '../testing/cli.ts';

type Kit = Awaited<ReturnType<typeof cli>>;

const PNG = Buffer.from('\x89PNG\r\n\x1a\n and the rest of it', 'latin1');

/** A finished run as Ultralytics leaves it. */
async function ultralyticsRun(kit: Kit, name: string, epochs: number): Promise<string> {
  const run = join(kit.directory, 'runs', 'detect', name);
  await mkdir(join(run, 'weights'), { recursive: true });
  const rows = Array.from({ length: epochs }, (_, i) => `${i + 1},1,0.${i + 1}\n`).join('');
  await writeFile(join(run, 'results.csv'), `epoch,time,metrics/mAP50-95(B)\n${rows}`);
  await writeFile(
    join(run, 'args.yaml'),
    `model: yolo11n.pt\ndata: ${name}.yaml\nepochs: ${epochs}\n`,
  );
  for (const plot of ['results.png', 'BoxPR_curve.png']) await writeFile(join(run, plot), PNG);
  await writeFile(join(run, 'events.out.tfevents.1'), 'not worth keeping');
  await writeFile(join(run, 'weights', 'best.pt'), `best of ${name}`);
  return run;
}

/** One as Lightning's CSV logger leaves it. */
async function lightningRun(kit: Kit): Promise<string> {
  const run = join(kit.directory, 'lightning_logs', 'version_3');
  await mkdir(join(run, 'checkpoints'), { recursive: true });
  await writeFile(join(run, 'metrics.csv'), 'epoch,step,train_loss,val_loss\n0,9,0.5,\n0,9,,0.4\n');
  await writeFile(join(run, 'hparams.yaml'), 'lr: 0.1\n');
  await writeFile(join(run, 'checkpoints', 'epoch=0.ckpt'), 'weights');
  return run;
}

interface Outcome {
  readonly model: string;
  readonly known: boolean;
  readonly epochs: number;
  readonly files: number;
}

async function importAll(kit: Kit, ...folders: string[]): Promise<Outcome[]> {
  const { code, stdout, stderr } = await kit.run(['import', '--json', ...folders]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

async function filesOf({ client }: Kit, id: string): Promise<string[]> {
  const { items } = await client.call<{ items: ModelFileReply[] }>({
    what: 'the files',
    path: PATHS.app.modelFiles,
    params: { id },
  });
  return items.map(({ name }) => name);
}

async function countModels({ client }: Kit): Promise<number> {
  const { total } = await client.call<{ total: number }>({
    what: 'models',
    path: PATHS.hub.models,
    read: readData<{ total: number }>,
  });
  return total;
}

test('several folders at once, with their plots, and again without doubling anything', async () => {
  await using kit = await cli();
  const cats = await ultralyticsRun(kit, 'cats', 2);
  await ultralyticsRun(kit, 'dogs', 3);
  await lightningRun(kit);
  // One of them is named twice: as itself and below its folder.
  const first = await importAll(kit, 'runs', 'lightning_logs', cats);
  assert.deepEqual(
    first.map(({ known, epochs, files }) => [known, epochs, files]),
    [
      [false, 1, 2],
      [false, 2, 4],
      [false, 3, 4],
    ],
  );
  assert.deepEqual(await filesOf(kit, first[1]!.model), [
    'BoxPR_curve.png',
    'args.yaml',
    'results.csv',
    'results.png',
  ]);
  // From elsewhere, and with a plot more.
  await rename(join(kit.directory, 'runs'), join(kit.directory, 'moved'));
  await writeFile(join(kit.directory, 'moved', 'detect', 'cats', 'F1_curve.png'), PNG);
  const second = await importAll(kit, 'moved', 'lightning_logs');
  assert.deepEqual(
    second.map(({ model, known, files }) => [model, known, files]),
    first.map(({ model }, index) => [model, true, index === 1 ? 1 : 0]),
  );
  assert.equal(await countModels(kit), 3);
});

test('a folder that holds no run is a failure, and one that cannot be read leaves the others be', async () => {
  await using kit = await cli();
  assert.equal((await kit.run(['import', '.'])).code, 1);
  await ultralyticsRun(kit, 'cats', 2);
  const broken = join(kit.directory, 'runs', 'broken');
  await mkdir(broken);
  await writeFile(join(broken, 'results.csv'), 'nothing,of,the,kind\n');
  const { code, stdout } = await kit.run(['import', 'runs']);
  assert.equal(code, 1);
  assert.match(stdout, /^failed {4}.*broken: .*holds no results/m);
  assert.equal(await countModels(kit), 1);
});
