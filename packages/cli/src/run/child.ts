import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { ConsoleStream } from '@trainyard/session';

/** Time between asking, insisting and killing, in milliseconds. */
const PATIENCE = 10_000;

/** How a child ended. */
export interface Exit {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** As a shell has it: the code, or 128 plus the signal's number. */
  readonly status: number;
}

export interface ChildOptions {
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Told all that it prints, which also goes to our own output. */
  onOutput(stream: ConsoleStream, text: string): void;
}

/** A trainer that runs in a process group of its own, so that its workers end with it. */
export class Child {
  readonly #process: ChildProcess;
  /** Rejects when the command cannot be started. */
  readonly exited: Promise<Exit>;
  #timers: NodeJS.Timeout[] = [];

  constructor({ command, env, onOutput }: ChildOptions) {
    const [file, ...args] = command as [string, ...string[]];
    this.#process = spawn(file, args, {
      env,
      stdio: ['inherit', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    for (const name of ['stdout', 'stderr'] as const) {
      const decoder = new TextDecoder();
      this.#process[name]?.on('data', (piece: Buffer) => {
        process[name].write(piece);
        onOutput(name, decoder.decode(piece, { stream: true }));
      });
    }
    this.exited = new Promise((resolve, reject) => {
      this.#process.on('error', reject);
      // Not at `exit`: what it printed last is read by `close`.
      this.#process.on('close', (code, signal) => {
        for (const timer of this.#timers) clearTimeout(timer);
        const status = code ?? 128 + (signal ? (constants.signals[signal] ?? 0) : 0);
        resolve({ code, signal, status });
      });
    });
  }

  /** Sends a signal to the whole group. */
  signal(name: NodeJS.Signals): void {
    const { pid } = this.#process;
    if (pid === undefined) return;
    try {
      process.kill(process.platform === 'win32' ? pid : -pid, name);
    } catch {
      // It has ended in the meantime.
    }
  }

  /** Ends the group: asks as Ctrl-C does, then insists, then kills. */
  end(): void {
    this.signal('SIGINT');
    this.#timers = [
      setTimeout(() => this.signal('SIGTERM'), PATIENCE),
      setTimeout(() => this.signal('SIGKILL'), 2 * PATIENCE),
    ];
  }
}
