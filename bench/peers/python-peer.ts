import { execFile } from 'node:child_process';
import { access, mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onceEach } from '../suite/once-each.ts';

const run = promisify(execFile);
const INSTALL_SECONDS = 500;

/** A package of PyPI in an environment of its own, which later runs find again. */
export interface PythonPeer {
  /** The folder of its commands. */
  readonly bin: string;
  readonly version: string;
}

/**
 * Installs a package into `~/.cache/trainyard-bench`, unless it is there; once, where two peers
 * need the same one. Python needs `venv` (Debian: `apt-get install python3-venv`).
 */
export const pythonPeer = onceEach(
  async (name: string, requirement: string): Promise<PythonPeer> => {
    const cache = process.env['TRAINYARD_BENCH_CACHE'] ?? join(homedir(), '.cache/trainyard-bench');
    const folder = join(cache, requirement.replaceAll(/[^A-Za-z0-9.]+/g, '-'));
    const bin = join(folder, 'bin');
    const python = join(bin, 'python');
    if (!(await isThere(join(folder, 'installed')))) {
      await mkdir(cache, { recursive: true });
      await rm(folder, { recursive: true, force: true });
      const timeout = INSTALL_SECONDS * 1000;
      await run('python3', ['-m', 'venv', folder], { timeout });
      await run(join(bin, 'pip'), ['install', '--quiet', ...requirement.split(' ')], { timeout });
      await mkdir(join(folder, 'installed'));
    }
    const code = `from importlib.metadata import version; print(version(${JSON.stringify(name)}))`;
    const { stdout } = await run(python, ['-c', code]);
    return { bin, version: stdout.trim() };
  },
);

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
