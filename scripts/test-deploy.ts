import { spawnSync } from 'node:child_process';

/** What `npm run test:deploy` does: the nginx configuration of `deploy/` in front of real hubs. */
const installed = (program: string) => spawnSync(program, ['-v'], { stdio: 'ignore' }).status === 0;
if (!installed('nginx')) {
  run('apt-get', ['update', '-q']);
  run('apt-get', ['install', '-y', '-q', 'nginx-light']);
}
run(process.execPath, ['--test', '--test-timeout=120000', 'test/deploy/nginx.deploy.ts']);

function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
