import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { S3Server } from '../packages/server/test-support/s3-server.ts';

/**
 * What `npm run test:compat:s3` does: real trainings with current `ultralytics` against a hub that
 * keeps its files in a bucket of a real S3 server. Arguments go to `compat/run.ts`.
 */
await using server = await S3Server.start();
const running = spawn(
  process.execPath,
  ['compat/run.ts', '--blobs-url', server.url(), ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
const [code] = await once(running, 'exit');
process.exitCode = code ?? 1;
