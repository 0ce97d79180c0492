import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readPythonEnvironment } from './python-environment.ts';

const python = spawnSync('python3', ['--version']).stdout?.toString().trim() ?? '';

test('the interpreter of a command is asked, also by the first line of a script', async (t) => {
  assert.match(python, /^Python 3/, 'these tests need python3');
  const directory = await mkdtemp(join(tmpdir(), 'trainyard-python-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const info = join(directory, 'packages', 'trainer_tools-1.2.3.dist-info');
  await mkdir(info, { recursive: true });
  await writeFile(
    join(info, 'METADATA'),
    'Metadata-Version: 2.1\nName: trainer-tools\nVersion: 1.2.3\n',
  );
  const env = {
    PATH: `${directory}:${process.env['PATH']}`,
    PYTHONPATH: join(directory, 'packages'),
  };
  const script = async (name: string, text: string): Promise<void> => {
    await writeFile(join(directory, name), text);
    await chmod(join(directory, name), 0o755);
  };
  await script('yolo', '#!/usr/bin/env python3\nraise SystemExit(1)\n');
  await script('torchrun', `#!/bin/sh\n'''exec' "/usr/bin/env" "$0"\n' '''\n`);
  await script('train.sh', '#!/bin/sh\nexit 1\n');
  for (const command of [['python3', 'train.py'], ['yolo', 'train'], [join(directory, 'yolo')]]) {
    const found = await readPythonEnvironment(command, env);
    assert.equal(found?.runtime, python.toLowerCase());
    assert.equal(found?.packages['trainer-tools'], '1.2.3');
  }
  for (const name of ['train.sh', 'torchrun', 'no-such-command']) {
    assert.equal(await readPythonEnvironment([name], env), null);
  }
});
