import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import {
  installPostgres15,
  installPostgres18,
} from '../packages/server/test-support/postgres/install-postgres.ts';
import { PostgresServer } from '../packages/server/test-support/postgres/postgres-server.ts';

/**
 * What `npm run test:postgres` does: the server's tests and those of several hubs on one database,
 * on real PostgreSQL servers, the oldest and the newest version that is supported. Names given as
 * arguments narrow the tests down, `--only=15` or `--only=18` the versions.
 */
const args = process.argv.slice(2);
const only = args.find((arg) => arg.startsWith('--only='))?.slice('--only='.length);
const wanted = args.filter((arg) => !arg.startsWith('--'));
const files = globSync(['packages/server/src/**/*.test.ts', 'test/postgres/*.suite.ts'], {
  // Neither HTTP nor a database has a part in what a dataset's archive holds.
  exclude: (path) => /node_modules|datasets\/archive|database\/sqlite/.test(path),
}).filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)));

let failed = false;
for (const [version, install] of [
  ['15', installPostgres15],
  ['18', installPostgres18],
] as const) {
  if (only !== undefined && only !== version) continue;
  await using server = await PostgresServer.start(install());
  process.stdout.write(`PostgreSQL ${version}\n`);
  const { status } = spawnSync(
    process.execPath,
    ['--test', '--test-timeout=120000', ...files.sort()],
    {
      stdio: 'inherit',
      env: {
        ...process.env,
        TRAINYARD_TEST_POSTGRES: server.url(),
        TRAINYARD_TEST_POSTGRES_VERSION: version,
      },
    },
  );
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
