import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { S3Server } from '../packages/server/test-support/s3-server.ts';

/**
 * What `npm run test:s3` does: builds and starts a real S3 server, runs the suites of the stores on
 * it (`*.s3.ts`), and those tests of the server that upload something to a hub, with every hub on
 * a bucket instead of its data folder. Names given as arguments narrow it down.
 */
const wanted = process.argv.slice(2);
const uploading = globSync('packages/server/src/**/*.test.ts').filter((file) =>
  /TestHub\b.*(upload|TEST_BLOBS_URL)/is.test(readFileSync(file, 'utf8')),
);
const files = [...globSync('packages/server/src/**/*.s3.ts'), ...uploading].filter(
  (file) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
);

await using server = await S3Server.start();
const running = spawn(process.execPath, ['--test', '--test-timeout=120000', ...files.sort()], {
  stdio: 'inherit',
  env: {
    ...process.env,
    // The hub in between: what it does itself is what these tests are about.
    TRAINYARD_TEST_BLOBS_URL: `s3://${server.bucket}?endpoint=${server.endpoint}&presign=false`,
  },
});
const [code] = await once(running, 'exit');
process.exitCode = code ?? 1;
