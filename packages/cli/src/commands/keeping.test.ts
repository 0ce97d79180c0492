import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cli } from '../testing/cli.ts';

test('a project is told which checkpoints to keep, and an account how much it may store', async () => {
  await using kit = await cli();
  const created = await kit.run(['projects', 'create', 'Animals', '--json']);
  const { id } = JSON.parse(created.stdout);
  const retention = async (...args: string[]) =>
    JSON.parse((await kit.run(['projects', 'retention', id, '--json', ...args])).stdout).retention;
  assert.equal(await retention(), null);
  assert.deepEqual(await retention('--every', '10'), { every: 10 });
  assert.deepEqual(await retention(), { every: 10 });
  assert.deepEqual(await retention('--best-and-last'), { every: null });
  assert.equal(await retention('--all'), null);
  assert.equal((await kit.run(['projects', 'retention', id, '--every', '0'])).code, 2);

  const quota = (...args: string[]) => kit.run(['quota', 'owner@localhost', ...args]);
  assert.match((await quota()).stdout, /uses 0 B of no limit/);
  assert.equal(JSON.parse((await quota('1.5GiB', '--json')).stdout).limit, 1.5 * 1024 ** 3);
  assert.equal(JSON.parse((await quota('none', '--json')).stdout).limit, null);
  assert.equal((await quota('much')).code, 2);
  assert.equal((await kit.run(['quota', 'nobody@example.org'])).code, 4);
});
