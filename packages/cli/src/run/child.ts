import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import type { ConsoleStream } from '@trainyard/session';
import { followFile } from './follow-file.ts';
import type { RunFolder } from './run-record.ts';

/** Time between asking, insisting and killing, in milliseconds. */
const PATIENCE = 10_000;

/** How often its output is looked at, in milliseconds. */
const INTERVAL = 50;

/** Its output is shown and sent on; so much of it is kept at most, in bytes. */
const MOST_OUTPUT = 64 * 1024 * 1024;

/**
 * Runs the trainer and writes down its exit code, which nobody else could learn when we are gone.
 * The shell waits for the trainer whatever signal the group gets; the trainer itself has the
 * signals' defaults.
 */
const SUPERVISOR = `
exit_file=$1; shift
trap : HUP INT TERM
"$@"
code=$?
echo $code > "$exit_file.part" && mv "$exit_file.part" "$exit_file"
exit $code`;

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
  /** Where its output goes. */
  readonly run: RunFolder;
  /** Told all that it prints, which also goes to our own output. */
  onOutput(stream: ConsoleStream, text: string): void;
}

/**
 * A trainer that runs in a process group of its own, so that its workers end with it. It prints to
 * files, which we follow: neither our death nor a slow terminal of ours is any of its business.
 */
export class Child {
  readonly #process: ChildProcess;
  /** Rejects when the command cannot be started. */
  readonly exited: Promise<Exit>;
  #timers: NodeJS.Timeout[] = [];

  constructor({ command, env, run, onOutput }: ChildOptions) {
    const windows = process.platform === 'win32';
    const [file, ...args] = windows
      ? (command as [string, ...string[]])
      : ['/bin/sh', '-c', SUPERVISOR, 'trainyard', run.exit, ...command];
    const outputs = (['stdout', 'stderr'] as const).map((name) => ({
      name,
      descriptor: openSync(run.output(name), 'a', 0o600),
    }));
    this.#process = spawn(file, args, {
      env,
      stdio: ['inherit', ...outputs.map(({ descriptor }) => descriptor)],
      detached: !windows,
    });
    const unfollow = outputs.map(({ name, descriptor }) => {
      closeSync(descriptor);
      return follow(run.output(name), name, onOutput);
    });
    this.exited = new Promise((resolve, reject) => {
      const end = (): void => {
        for (const timer of this.#timers) clearTimeout(timer);
        for (const stop of unfollow) stop();
      };
      this.#process.on('error', (error) => {
        end();
        reject(error);
      });
      this.#process.on('close', (code, signal) => {
        end();
        resolve(exitOf(code, signal));
      });
    });
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
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

function follow(file: string, name: ConsoleStream, onOutput: ChildOptions['onOutput']): () => void {
  const decoder = new TextDecoder();
  return followFile(
    file,
    (piece) => {
      process[name].write(piece);
      onOutput(name, decoder.decode(piece, { stream: true }));
    },
    { interval: INTERVAL, emptyAfter: MOST_OUTPUT },
  );
}

/** A shell tells of a signal by 128 plus its number. */
export function exitOf(code: number | null, signal: NodeJS.Signals | null): Exit {
  if (code === null) {
    const number = signal ? constants.signals[signal] : 0;
    return { code, signal, status: 128 + number };
  }
  const names = Object.entries(constants.signals) as [NodeJS.Signals, number][];
  const name = code > 128 ? names.find(([, number]) => number === code - 128)?.[0] : undefined;
  return name ? { code: null, signal: name, status: code } : { code, signal: null, status: code };
}
