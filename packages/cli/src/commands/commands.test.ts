import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { API_KEY, cli } from '../testing/cli.ts';

test('login keeps a key that the hub accepts, for its owner’s eyes only, and logout forgets it', async () => {
  await using kit = await cli();
  const none = { TRAINYARD_API_KEY: '' };
  assert.equal((await kit.run(['whoami'], none)).code, 3);
  const refused = await kit.run(['login', 'd'.repeat(42)], none);
  assert.equal(refused.code, 3);
  assert.match(refused.stderr, /does not accept this API key/);
  const login = await kit.run(['login'], none, `${API_KEY}\n`);
  assert.equal(login.code, 0, login.stderr);
  const file = join(kit.directory, 'config', 'trainyard', 'credentials.json');
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  const whoami = await kit.run(['whoami', '--json'], { ...none, TRAINYARD_URL: '' });
  assert.equal(JSON.parse(whoami.stdout).user.email, 'owner@localhost');
  await kit.run(['logout'], none);
  assert.equal((await kit.run(['whoami'], none)).code, 3);
});

test('exit codes tell scripts what went wrong', async () => {
  await using kit = await cli();
  const codeOf = async (...args: string[]) => (await kit.run(args)).code;
  assert.equal(await codeOf('--help'), 0);
  assert.equal(await codeOf('nonsense'), 2);
  assert.equal(await codeOf('models', 'show', 'not a model'), 2);
  assert.equal(await codeOf('models', 'show', 'A'.repeat(20)), 4);
  assert.equal(await codeOf('models', 'list', '--hub', 'http://127.0.0.1:9'), 5);
});

test('finished runs are adopted with metrics, arguments and weights, and only once', async () => {
  await using kit = await cli();
  const run = join(kit.directory, 'runs', 'detect', 'cats');
  await mkdir(join(run, 'weights'), { recursive: true });
  await writeFile(join(run, 'results.csv'), 'epoch,time,metrics/mAP50-95(B)\n1,1,0.1\n2,2,0.3\n');
  await writeFile(
    join(run, 'args.yaml'),
    'model: yolo11n.pt\ndata: cats.yaml\nepochs: 2\nimgsz: 64\n',
  );
  await writeFile(join(run, 'weights', 'best.pt'), 'best weights');
  await writeFile(join(run, 'weights', 'last.pt'), 'last weights');
  const first = await kit.run(['import', 'runs', '--json', '--project', 'Old']);
  const [imported] = JSON.parse(first.stdout);
  assert.deepEqual([imported.known, imported.epochs], [false, 2]);
  const second = await kit.run(['import', 'runs', '--json']);
  assert.deepEqual(JSON.parse(second.stdout)[0].model, imported.model);
  const models = JSON.parse((await kit.run(['models', 'list', '--json'])).stdout);
  assert.equal(models.length, 1);
  assert.equal(models[0].state, 'trained');
  assert.equal(models[0].meta.name, 'cats');
  assert.equal(models[0].train_args.imgsz, 64);
  assert.equal(models[0].project.name, 'Old');
  const output = join(kit.directory, 'downloaded.pt');
  const download = await kit.run(['models', 'download', imported.model, '-o', output]);
  assert.equal(download.code, 0, download.stderr);
  assert.equal(await readFile(output, 'utf8'), 'best weights');
  await kit.run(['models', 'delete', imported.model]);
  assert.equal((await kit.run(['models', 'show', imported.model])).code, 4);
  await kit.run(['models', 'restore', imported.model]);
  assert.equal((await kit.run(['models', 'show', imported.model])).code, 0);
});

test('completion scripts are scripts that know the verbs', async () => {
  await using kit = await cli();
  const { stdout } = await kit.run(['completion', 'bash']);
  assert.equal(spawnSync('bash', ['-n'], { input: stdout }).status, 0);
  const words = (line: string) =>
    spawnSync('bash', [
      '-c',
      `${stdout}\nCOMP_WORDS=(${line} ''); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _trainyard; echo "\${COMPREPLY[@]}"`,
    ])
      .stdout.toString()
      .split(/\s+/);
  assert.ok(words('trainyard').includes('import'));
  assert.ok(words('trainyard models').includes('download'));
  assert.match((await kit.run(['completion', 'fish'])).stdout, /-a import/);
  // Zsh takes a file of its `fpath` for a completion by its first line.
  assert.match((await kit.run(['completion', 'zsh'])).stdout, /^#compdef trainyard\n/);
});
