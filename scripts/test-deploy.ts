import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What `npm run test:deploy` does: systemd reads the unit of `deploy/`, Docker Compose the compose
 * files, its nginx configuration works in front of a real hub, and its Dockerfile is built and run
 * on a Debian that is made here: no image is pulled.
 */
const installed = (program: string) => !spawnSync(program, ['--help'], { stdio: 'ignore' }).error;
for (const [program, debian] of [
  ['systemd-analyze', 'systemd'],
  ['docker-compose', 'docker-compose'],
  ['buildah', 'buildah'],
  ['debootstrap', 'debootstrap'],
] as const) {
  if (installed(program)) continue;
  run('apt-get', ['update', '-q']);
  run('apt-get', ['install', '-y', '-q', '--no-install-recommends', debian]);
}
verifyUnit();
for (const file of ['compose.yaml', 'compose.cluster.yaml']) {
  run('docker-compose', ['-f', join('deploy', file), 'config', '-q'], {
    TRAINYARD_OWNER_PASSWORD: 'a password',
    POSTGRES_PASSWORD: 'another',
    S3_PASSWORD: 'a third one',
  });
}
run(process.execPath, ['--test', '--test-timeout=120000', 'test/deploy/nginx.deploy.ts']);
run(process.execPath, ['--test', '--test-timeout=600000', 'test/deploy/image.deploy.ts']);

/** The program that it starts need not be installed here: any other stands in for it. */
function verifyUnit(): void {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-unit-'));
  const file = join(folder, 'trainyard.service');
  const unit = readFileSync('deploy/trainyard.service', 'utf8');
  writeFileSync(file, unit.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`));
  run('systemd-analyze', ['verify', '--man=no', file]);
  rmSync(folder, { recursive: true });
}

function run(command: string, args: readonly string[], variables: NodeJS.ProcessEnv = {}): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', ...variables };
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', env });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
