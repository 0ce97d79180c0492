import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';

/**
 * What `npm run test:cluster` does: several hubs behind a load balancer, on PostgreSQL and S3, all
 * of them real and fetched by the suites themselves, while one after the other fails.
 */
const files = globSync('test/cluster/*.suite.ts');
const running = spawn(
  process.execPath,
  ['--test', '--test-force-exit', '--test-timeout=900000', ...files],
  {
    stdio: 'inherit',
  },
);
const [code] = (await once(running, 'exit')) as [number | null];
process.exitCode = code ?? 1;
