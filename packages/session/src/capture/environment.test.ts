import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { readEnvironment } from './environment.ts';

const mask = (text: string): string => text.replace('secret', '***');

test('commit, branch and dirtiness of the folder, and the packages that it asks for', async () => {
  await using directory = await temporaryDirectory();
  const { path } = directory;
  const git = (...args: string[]): string => {
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
    return spawnSync('git', [...who, ...args], { cwd: path })
      .stdout.toString()
      .trim();
  };
  const read = () => readEnvironment(mask, path, ['train', '--key=secret']);
  assert.equal((await read()).git, null);
  await writeFile(join(path, 'package.json'), '{"dependencies":{"tools":"^1.0.0"}}');
  await mkdir(join(path, 'node_modules', 'tools'), { recursive: true });
  await writeFile(join(path, 'node_modules', 'tools', 'package.json'), '{"version":"1.2.3"}');
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', 'package.json');
  git('commit', '--quiet', '--message', 'first');
  const clean = await read();
  assert.deepEqual(clean.git, { commit: git('rev-parse', 'HEAD'), branch: 'main', dirty: false });
  assert.deepEqual(clean.packages, { tools: '1.2.3' });
  assert.equal(clean.command, 'train --key=***');
  await appendFile(join(path, 'package.json'), '\n');
  assert.equal((await read()).git?.dirty, true);
});
