import { access } from 'node:fs/promises';
import { run } from './command.ts';

/** Installs the Debian packages that are missing. Throws with what to do where it cannot. */
export async function ensureDebianPackages(packages: readonly string[]): Promise<void> {
  const missing: string[] = [];
  for (const name of packages) {
    if (!(await installed(name))) missing.push(name);
  }
  if (missing.length === 0) return;
  const install = ['install', '--yes', '--no-install-recommends', ...missing];
  const canInstall = process.getuid?.() === 0 && (await exists('/usr/bin/apt-get'));
  if (!canInstall) {
    throw new Error(
      `these Debian packages are needed: run 'sudo apt-get ${install.join(' ')}', or set ` +
        'TRAINYARD_COMPAT_PYTHON to a Python 3.11 that has torch and torchvision',
    );
  }
  console.log(`  installing ${missing.join(', ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '--quiet'], env);
  await run('apt-get', ['--quiet', ...install], env);
}

async function installed(name: string): Promise<boolean> {
  const status = await run('dpkg', ['--status', name]).catch(() => '');
  return status.includes('Status: install ok installed');
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
