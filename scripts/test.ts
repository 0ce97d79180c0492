import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/**
 * What `npm test` does: types, lint and format, then every `*.test.ts` by Node's own runner. Names
 * given as arguments narrow the tests down: `npm test -- packages/session`. The benchmarks, small,
 * run by name only (`npm run test:bench`): they start many hubs.
 */
const wanted = process.argv.slice(2);
const folders = ['packages', 'test', 'scripts', ...(wanted.length > 0 ? ['bench'] : [])];
const files = globSync(
  folders.map((folder) => `${folder}/**/*.test.ts`),
  { exclude: (path) => /node_modules|\/dist\//.test(path) },
).filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)));

if (wanted.length === 0) {
  run('node_modules/.bin/biome', ['check', '--error-on-warnings', '.']);
  run('node_modules/.bin/tsc', ['--noEmit', '-p', '.']);
}
// Node's own choice is one file fewer at a time than there are processors; these wait more than work.
const together = `--test-concurrency=${availableParallelism()}`;
run(process.execPath, ['--test', '--test-timeout=120000', together, ...files.sort()]);

function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
