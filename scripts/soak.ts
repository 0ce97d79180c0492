import { spawnSync } from 'node:child_process';

/** The kill tests of `npm test` at full length: about half an hour on two cores. */
const { status } = spawnSync(process.execPath, ['--test', 'packages/session/src/kill.test.ts'], {
  stdio: 'inherit',
  env: {
    SOAK_SESSION_KILLS: '1000',
    SOAK_HUB_KILLS: '200',
    SOAK_UPLOAD_BYTES: String(1024 ** 3),
    SOAK_UPLOAD_CUTS: '20',
    ...process.env,
  },
});
process.exitCode = status ?? 1;
