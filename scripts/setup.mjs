// Makes a fresh clone ready: dependencies, and with them the Node that Trainyard runs on. Plain
// JavaScript without dependencies, because it runs before either is there (Node 18 and later).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.trainyard-setup');
const manifest = readFileSync(join(root, 'package.json'), 'utf8');
const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
const wanted = createHash('sha256').update(manifest).update(lock).digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  process.stderr.write('Trainyard: installing dependencies (once)…\n');
  // No package runs a script of its own, save those on the list in package.json.
  npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
  const allowed = Object.entries(JSON.parse(manifest).allowScripts ?? {});
  for (const [name, may] of allowed) if (may) npm('rebuild', name, '--loglevel=error');
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** @param {string[]} args */
function npm(...args) {
  // The npm that runs this script, whatever the machine calls it.
  const cli = process.env.npm_execpath;
  const [command, first] = cli ? [process.execPath, [cli]] : ['npm', []];
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
