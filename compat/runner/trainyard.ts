import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clientEnvironment } from './client-process.ts';
import type { Bench } from './types.ts';

const MAIN = fileURLToPath(new URL('../../packages/cli/src/main.js', import.meta.url));
const TAIL = 4000;

/** The command `trainyard` as a user has it, beside a client. */
export class Trainyard {
  /** All that it printed, or the end of it. */
  printed = '';
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | null>;

  /** Starts it in the folder `work` of a home of its own. */
  constructor({ hub, client, signal }: Bench, home: string, args: readonly string[]) {
    const cwd = workOf(home);
    this.#child = spawn(process.execPath, [MAIN, ...args], {
      cwd,
      signal,
      killSignal: 'SIGKILL',
      env: {
        ...clientEnvironment({ hub, client, home }),
        XDG_STATE_HOME: join(home, 'state'),
        XDG_CACHE_HOME: join(home, 'cache'),
        TRAINYARD_URL: hub.url,
        TRAINYARD_API_KEY: hub.key,
      },
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.on('data', (piece: Buffer) => {
        this.printed = (this.printed + piece).slice(-TAIL);
      });
    }
    // Ended by the case's deadline: whoever waits for the exit is told.
    this.#child.on('error', () => {});
    this.#exit = once(this.#child, 'close').then(
      () => this.#child.exitCode,
      () => null,
    );
  }

  /** Resolves with its exit code; null when a signal ended it. */
  exit(): Promise<number | null> {
    return this.#exit;
  }

  /** `kill -9` of itself; what it runs is another process. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }

  /** The process group of what it runs, once it runs something. */
  async group(): Promise<number | undefined> {
    const { pid } = this.#child;
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
    // It may also ask git or the GPU's driver for something at its start: those lead no group.
    for (const child of children.trim().split(' ').filter(Boolean)) {
      const stat = await readFile(`/proc/${child}/stat`, 'utf8').catch(() => '');
      const group = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2];
      if (group === child) return Number(child);
    }
    return undefined;
  }
}

/** Where a client of this home works. */
export function workOf(home: string): string {
  const work = join(home, 'work');
  for (const folder of [work, join(home, 'config')]) mkdirSync(folder, { recursive: true });
  return work;
}

/** Ends a process group, also one that has ended already. */
export function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
