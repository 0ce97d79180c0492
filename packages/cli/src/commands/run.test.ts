import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { drain, getModel, readData } from '@trainyard/session';
import { cli, outputOf } from '../testing/cli.ts';

/** A trainer that writes what Ultralytics writes, and ends as it is told. */
const TRAINER = `
import { mkdirSync, writeFileSync, appendFileSync } from 'node:fs';
const [epochs, ending] = process.argv.slice(2);
const run = 'runs/detect/train';
mkdirSync(run + '/weights', { recursive: true });
writeFileSync(run + '/results.csv', 'epoch,time,train/loss,metrics/mAP50-95(B)\\n');
for (let epoch = 1; epoch <= Number(epochs); epoch++) {
  appendFileSync(run + '/results.csv', epoch + ',' + epoch + ',' + 1 / epoch + ',' + epoch / 10 + '\\n');
  writeFileSync(run + '/weights/last.pt', 'last ' + epoch);
  writeFileSync(run + '/weights/best.pt', 'best ' + epoch);
  console.log('epoch', epoch);
}
if (ending === 'wait') { console.log('waiting'); setInterval(() => {}, 1000); }
else { console.error('the end: password=hunter22'); process.exit(Number(ending)); }
`;

async function kitWithTrainer() {
  const kit = await cli();
  await writeFile(join(kit.directory, 'trainer.mjs'), TRAINER);
  return kit;
}

type Kit = Awaited<ReturnType<typeof kitWithTrainer>>;

async function onlyModel({ client }: Kit) {
  const { results } = await client.call<{ results: { id: string }[] }>({
    what: 'models',
    path: '/v1/models',
    read: readData<{ results: { id: string }[] }>,
  });
  assert.equal(results.length, 1);
  return getModel(client, results[0]!.id);
}

test('a trainer in any language is shown: metrics, weights, console, end', async () => {
  await using kit = await kitWithTrainer();
  const command = [process.execPath, 'trainer.mjs', '3', '0'];
  const { code, stdout } = await kit.run([
    'run',
    '--name',
    'mine',
    '--project',
    'P',
    '--',
    ...command,
  ]);
  assert.equal(code, 0);
  assert.equal(stdout, 'epoch 1\nepoch 2\nepoch 3\n');
  const model = await onlyModel(kit);
  assert.deepEqual(
    [model.state, model.epochsDone, model.meta?.name, model.project?.name],
    ['trained', 3, 'mine', 'P'],
  );
  const download = await kit.run(['models', 'download', model.id, '-o', '-x.pt']);
  assert.equal(download.code, 0, download.stderr);
});

test('a trainer that fails is a failed model, with its code and last lines, secrets masked', async () => {
  await using kit = await kitWithTrainer();
  const { code } = await kit.run(['run', '--', process.execPath, 'trainer.mjs', '2', '7']);
  assert.equal(code, 7);
  const { id, state } = await onlyModel(kit);
  assert.equal(state, 'failed');
  const detail = await kit.client.call<Record<string, unknown>>({
    what: 'the model',
    path: '/app/v1/models/:id',
    params: { id },
  });
  const text = JSON.stringify(detail);
  assert.match(text, /exited with 7/);
  assert.match(text, /the end: password=\*\*\*/);
  assert.doesNotMatch(text, /hunter22/);
});

test('a command that does not exist ends as in a shell', async () => {
  await using kit = await cli();
  assert.equal((await kit.run(['run', '--', 'no-such-command'])).code, 127);
});

test('JSON lines from the output are metrics', async () => {
  await using kit = await cli();
  const script = 'for (let e = 0; e < 3; e++) console.log(JSON.stringify({ epoch: e, loss: e }))';
  const { code } = await kit.run(['run', '--metrics', '-', '--', process.execPath, '-e', script]);
  assert.equal(code, 0);
  assert.equal((await onlyModel(kit)).epochsDone, 3);
});

test('Stop on the web page ends the trainer, and the model is cancelled', async () => {
  await using kit = await kitWithTrainer();
  const child = kit.start(['run', '--', process.execPath, 'trainer.mjs', '1', 'wait']);
  const ended = outputOf(child);
  for await (const piece of child.stdout!) if (`${piece}`.includes('waiting')) break;
  const { id } = await onlyModel(kit);
  await kit.client.call({
    what: 'Stop',
    method: 'POST',
    path: '/app/v1/models/:id/stop',
    params: { id },
    read: drain,
  });
  const { code, stderr } = await ended;
  assert.equal(code, 130, stderr);
  assert.match(stderr, /stopped from the web page/);
  assert.equal((await onlyModel(kit)).state, 'cancelled');
});

test('Ctrl-C reaches the trainer, whose end is the command’s', async () => {
  await using kit = await kitWithTrainer();
  const child = kit.start(['run', '--', process.execPath, 'trainer.mjs', '1', 'wait']);
  child.stdout!.on('data', (piece: Buffer) => {
    if (`${piece}`.includes('waiting')) child.kill('SIGINT');
  });
  const [code] = await once(child, 'close');
  assert.equal(code, 130);
  assert.equal((await onlyModel(kit)).state, 'cancelled');
});

test('without its hub a trainer trains all the same, and sync makes its model, once', async () => {
  await using kit = await kitWithTrainer();
  const away = ['--hub', 'http://127.0.0.1:9', '--open-deadline', '0.1', '--finish-deadline', '1'];
  const command = [process.execPath, 'trainer.mjs', '3', '0'];
  const run = await kit.run(['run', ...away, '--name', 'far', '--project', 'P', '--', ...command]);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(run.stdout, 'epoch 1\nepoch 2\nepoch 3\n');
  assert.match(run.stderr, /cannot be reached.*Training goes on; nothing is lost/);
  assert.match(run.stderr, /run 'trainyard sync'/);
  // The hub is where it was meant to be, for this spool.
  await moveSpools(join(kit.directory, 'state', 'trainyard', 'spool'), kit.hub.url);
  for (let time = 0; time < 2; time++) assert.equal((await kit.run(['sync'])).code, 0);
  const model = await onlyModel(kit);
  assert.deepEqual(
    [model.state, model.epochsDone, model.meta?.name, model.project?.name],
    ['trained', 3, 'far', 'P'],
  );
});

test('what only the hub can give is missed: a checkpoint to go on from', async () => {
  await using kit = await kitWithTrainer();
  const away = ['--hub', 'http://127.0.0.1:9', '--open-deadline', '0.1', '--finish-deadline', '1'];
  const resume = ['run', ...away, '--resume', 'A'.repeat(20), '--', process.execPath];
  assert.equal((await kit.run([...resume, '-e', '0', '{checkpoint}'])).code, 5);
  assert.equal((await kit.run([...resume, 'trainer.mjs', '1', '0'])).code, 0);
});

/** Points spools at another hub's address. */
async function moveSpools(root: string, hub: string): Promise<void> {
  for (const name of await readdir(root)) {
    const file = join(root, name, 'session.json');
    const manifest = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...manifest, hub }));
  }
}
