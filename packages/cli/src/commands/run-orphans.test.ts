import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { getModel, listPages } from '@trainyard/session';
import { cli } from '../testing/cli.ts';

/**
 * A trainer that writes one epoch, waits for the file `go`, prints a lot, writes a second epoch,
 * and ends with the code that it was told. It leaves its pid in `pid` and `done` behind.
 */
const TRAINER = `
import { existsSync, mkdirSync, writeFileSync, appendFileSync } from 'node:fs';
const run = 'runs/detect/train';
mkdirSync(run + '/weights', { recursive: true });
writeFileSync('pid', String(process.pid));
writeFileSync(run + '/results.csv', 'epoch,time,train/loss,metrics/mAP50-95(B)\\n1,1,1,0.1\\n');
writeFileSync(run + '/weights/last.pt', 'last 1');
console.log('epoch 1');
const timer = setInterval(() => {
  if (!existsSync('go')) return;
  clearInterval(timer);
  for (let line = 0; line < 20000; line++) console.log('noise', line);
  appendFileSync(run + '/results.csv', '2,2,0.5,0.2\\n');
  writeFileSync(run + '/weights/last.pt', 'last 2');
  writeFileSync(run + '/weights/best.pt', 'best 2');
  console.error('the end');
  writeFileSync('done', '');
  process.exitCode = Number(process.argv[2]);
}, 20);
`;

async function kitWithTrainer() {
  const kit = await cli();
  await writeFile(join(kit.directory, 'trainer.mjs'), TRAINER);
  const models = () => Array.fromAsync(listPages<{ id: string }>(kit.client, '/v1/models'));
  return {
    kit,
    /** Starts `trainyard run`, and kills it -9 once the hub has the first epoch. */
    async orphan(code: number): Promise<string> {
      const child = kit.start(['run', '--', process.execPath, 'trainer.mjs', String(code)]);
      await until(async () => {
        const [model] = await models();
        return model !== undefined && (await getModel(kit.client, model.id)).epochsDone === 1;
      });
      await kill(child);
      return (await models())[0]!.id;
    },
    /** Lets the trainer go on to its end, and that of the shell that notes how it ended. */
    async end(): Promise<void> {
      const group = await groupOf(kit.directory);
      await writeFile(join(kit.directory, 'go'), '');
      await until(() => !runs(group));
      await access(join(kit.directory, 'done'));
    },
    models,
    [Symbol.asyncDispose]: () => kit[Symbol.asyncDispose](),
  };
}

async function kill(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

/** The trainer's process group, which is the pid of the shell above it. */
async function groupOf(folder: string): Promise<number> {
  const pid = await readFile(join(folder, 'pid'), 'utf8');
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(50);
}

test('kill -9 of trainyard run leaves the trainer be, and sync brings the rest and the end', async () => {
  await using made = await kitWithTrainer();
  const { kit } = made;
  const id = await made.orphan(0);
  const early = await kit.run(['sync']);
  assert.match(early.stdout, /^trains {2}process \d+, whose 'trainyard run' has died/m);
  const refused = await kit.run(['run', '--resume', id, '--', process.execPath, '-e', '0']);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /is still being trained, by process \d+/);
  await made.end();
  const { code, stdout } = await kit.run(['sync']);
  assert.equal(code, 0, stdout);
  const model = await getModel(kit.client, id);
  assert.deepEqual([model.state, model.epochsDone, model.attempt], ['trained', 2, 1]);
  await kit.run(['models', 'download', id, '-o', 'weights.pt']);
  assert.equal(await readFile(join(kit.directory, 'weights.pt'), 'utf8'), 'best 2');
  assert.match((await kit.run(['sync'])).stdout, /Nothing waits/);
  assert.equal((await made.models()).length, 1);
});

test('an end with an error is told as one, with the last lines', async () => {
  await using made = await kitWithTrainer();
  const { kit } = made;
  const id = await made.orphan(3);
  await made.end();
  await kit.run(['sync']);
  assert.equal((await getModel(kit.client, id)).state, 'failed');
  const path = '/app/v1/models/:id';
  const detail = JSON.stringify(await kit.client.call({ what: 'it', path, params: { id } }));
  assert.match(detail, /exited with 3/);
  assert.match(detail, /the end/);
});

test('a trainer that died with its trainyard run is resumed from the newest checkpoint', async () => {
  await using made = await kitWithTrainer();
  const { kit } = made;
  const id = await made.orphan(0);
  await writeFile(join(kit.directory, 'runs/detect/train/weights/last.pt'), 'last, meanwhile');
  // The whole group: nobody is left to write down how it ended.
  const group = await groupOf(kit.directory);
  process.kill(-group, 'SIGKILL');
  await until(() => !runs(group));
  const script = "process.stdout.write(require('fs').readFileSync(process.argv[1], 'utf8'))";
  const command = ['--', process.execPath, '-e', script, '{checkpoint}'];
  const { code, stdout, stderr } = await kit.run(['run', '--resume', id, ...command]);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, 'last, meanwhile');
  assert.equal((await getModel(kit.client, id)).attempt, 2);
});
