import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { prepareServer } from '../packages/server/test-support/postgres/fresh-database.ts';
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
const suites = globSync('test/postgres/*.suite.ts');
// Those that need no database say the same on every one.
const tests = globSync('packages/server/src/**/*.test.ts').filter((file) =>
  /test-hub|test-database|conformance/.test(readFileSync(file, 'utf8')),
);
const files = [...suites, ...tests.sort()].filter(
  (file) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
);

let failed = false;
for (const [version, install] of [
  ['15', installPostgres15],
  ['18', installPostgres18],
] as const) {
  if (only !== undefined && only !== version) continue;
  await using server = await PostgresServer.start(install());
  await prepareServer(server.url());
  process.stdout.write(`PostgreSQL ${version}\n`);
  const running = spawn(
    process.execPath,
    ['--test', '--test-timeout=120000', '--test-concurrency=2', ...files],
    {
      stdio: 'inherit',
      env: {
        ...process.env,
        TRAINYARD_TEST_POSTGRES: server.url(),
        TRAINYARD_TEST_POSTGRES_VERSION: version,
      },
    },
  );
  const [status] = (await once(running, 'exit')) as [number | null];
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
