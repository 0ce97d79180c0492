import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Manifest, packedManifest } from './packed-manifest.ts';

/** In this order: each needs those before it. */
const PACKAGES = ['protocol', 'session', 'server', 'cli'] as const;
/** A folder that `.gitignore` leaves out. */
const EMITTED = 'dist/packed';
const STAGED = 'dist/staged';
const PACKED = 'dist/packages';

/**
 * What `npm run pack` does: makes the files that `npm install` takes, in `dist/packages`. Node runs
 * no TypeScript below `node_modules`, so the packages hold JavaScript and its types; the
 * repository itself goes on being run as it is written.
 */
for (const folder of [EMITTED, STAGED, PACKED]) rmSync(folder, { recursive: true, force: true });
run('tsc', ['-p', 'tsconfig.pack.json']);
for (const file of globSync(`${EMITTED}/**/*.d.ts`)) namesOfScripts(file);
const root = manifest('package.json');
for (const name of PACKAGES) stage(name);
mkdirSync(PACKED, { recursive: true });
const folders = PACKAGES.map((name) => `./${join(STAGED, name)}`);
run('npm', ['pack', '--silent', '--ignore-scripts', `--pack-destination=${PACKED}`, ...folders]);

function stage(name: (typeof PACKAGES)[number]): void {
  const folder = join(STAGED, name);
  cpSync(join(EMITTED, name, 'src'), join(folder, 'dist'), { recursive: true });
  cpSync('LICENSE', join(folder, 'LICENSE'));
  const own = manifest(join('packages', name, 'package.json'));
  const packed = packedManifest(own, root);
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packed, null, 2)}\n`);
  writeFileSync(join(folder, 'README.md'), `# ${packed.name}\n\n${packed.description}\n`);
  if (name !== 'server') return;
  // The built web page, without the note of what it was built from.
  cpSync('packages/dashboard/dist', join(folder, 'dashboard'), {
    recursive: true,
    filter: (path) => !path.endsWith('.sources') && !path.endsWith('.map'),
  });
}

/** TypeScript leaves `.ts` in the imports of declarations; beside JavaScript they read `.js`. */
function namesOfScripts(file: string): void {
  const text = readFileSync(file, 'utf8');
  const renamed = text.replace(/((?:from |import\()['"]\.{1,2}\/[^'"]*)\.ts(['"])/g, '$1.js$2');
  writeFileSync(file, renamed);
}

function manifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function run(command: string, args: readonly string[]): void {
  const path = `${join(process.cwd(), 'node_modules/.bin')}:${dirname(process.execPath)}:${process.env['PATH']}`;
  const { status, error } = spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: path },
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
