// Makes a fresh clone ready: dependencies, and with them the Node that Trainyard runs on. Plain
// JavaScript without dependencies, because it runs before either is there (Node 18 and later).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.trainyard-setup');
const manifest = readFileSync(join(root, 'package.json'), 'utf8');
const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
const wanted = createHash('sha256').update(manifest).update(lock).digest('hex');

// Found before anything is removed.
const stays = nodeThatStays();

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  process.stderr.write('Trainyard: installing dependencies (once)…\n');
  // No package runs a script of its own, save those on the list in package.json.
  npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
  const allowed = Object.entries(JSON.parse(manifest).allowScripts ?? {});
  for (const [name, may] of allowed) if (may) npm('rebuild', name, '--loglevel=error');
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

buildDashboard();

/**
 * A Node that `npm ci` does not remove: below `npm run`, the one that runs this script is that of
 * node_modules, once it is there.
 */
function nodeThatStays() {
  const modules = join(root, 'node_modules');
  if (!realpathSync(process.execPath).startsWith(modules)) return process.execPath;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const candidate = join(folder, name);
    if (existsSync(candidate) && !realpathSync(candidate).startsWith(modules)) return candidate;
  }
  const copy = join(mkdtempSync(join(tmpdir(), 'trainyard-setup-')), name);
  copyFileSync(process.execPath, copy);
  return copy;
}

/** Builds the web page when it is missing, or when what it is made of has changed since. */
function buildDashboard() {
  const folder = join(root, 'packages', 'dashboard');
  const built = join(folder, 'dist', '.sources');
  const sources = hashOf([folder, join(root, 'packages', 'protocol', 'src')], lock);
  if (existsSync(built) && readFileSync(built, 'utf8') === sources) return;
  process.stderr.write('Trainyard: building the web page…\n');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  // The Node that came with the dependencies: this script's own may be too old for Vite.
  const node = join(root, 'node_modules', 'node', 'bin', 'node');
  const runtime = existsSync(node) ? node : process.execPath;
  const { status } = spawnSync(runtime, [vite, 'build', '--logLevel', 'warn'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) {
    process.stderr.write('Trainyard: the web page could not be built; see above.\n');
    process.exit(1);
  }
  writeFileSync(built, sources);
}

/**
 * A hash over the names and contents of all files below some folders.
 * @param {string[]} folders
 * @param {string} seed
 */
function hashOf(folders, seed) {
  const hash = createHash('sha256').update(seed);
  for (const folder of folders) {
    for (const path of filesBelow(folder)) hash.update(path).update(readFileSync(path));
  }
  return hash.digest('hex');
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function filesBelow(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    if (['dist', 'node_modules', 'test'].includes(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** @param {string[]} args */
function npm(...args) {
  // The npm that runs this script, whatever the machine calls it.
  const cli = process.env.npm_execpath;
  const [command, first] = cli ? [stays, [cli]] : ['npm', []];
  // npm's own output goes to stderr: what `npm start` prints on stdout is the hub's.
  const { status } = spawnSync(command, [...first, ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: !cli && process.platform === 'win32',
  });
  if (status !== 0) {
    process.stderr.write(`Trainyard: "npm ${args.join(' ')}" failed; see above.\n`);
    process.exit(1);
  }
}
