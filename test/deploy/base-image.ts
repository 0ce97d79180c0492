import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Buildah } from './buildah.ts';

const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/**
 * Makes the image that deploy/Dockerfile begins with, without asking a registry of images: Debian
 * from its packages, this Node and the npm of this machine, and the certificates that it trusts.
 */
export function makeBaseImage(buildah: Buildah, folder: string, name: string): void {
  const root = join(folder, 'debian');
  buildah.command('debootstrap', ['--variant=minbase', 'bookworm', root]);
  const local = join(root, 'usr/local');
  cpSync(process.execPath, join(local, 'bin/node'), { dereference: true });
  cpSync(npmFolder(), join(local, 'lib/npm'), { recursive: true });
  for (const program of ['npm', 'npx']) {
    symlinkSync(`../lib/npm/bin/${program}-cli.js`, join(local, 'bin', program));
  }
  mkdirSync(join(root, dirname(CERTIFICATES)), { recursive: true });
  cpSync(CERTIFICATES, join(root, CERTIFICATES), { dereference: true });
  buildah.command('chroot', [root, 'useradd', '--create-home', '--uid', '1000', 'node']);
  const container = buildah.run(['from', 'scratch']);
  buildah.run(['copy', '--quiet', container, root, '/']);
  buildah.run(['config', '--env', `NODE_EXTRA_CA_CERTS=${CERTIFICATES}`, container]);
  buildah.run(['commit', '--quiet', '--rm', container, name]);
}

/** Where the npm lies that runs this. */
function npmFolder(): string {
  const script = process.env['npm_execpath'];
  if (!script || !existsSync(script)) throw new Error('run this by npm: npm run test:deploy');
  return dirname(dirname(script));
}
