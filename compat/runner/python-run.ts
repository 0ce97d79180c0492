import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A line that `report.event` printed. */
export interface PythonEvent {
  readonly event: string;
  readonly [field: string]: unknown;
}

export interface Spawn {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const MARK = '@compat ';
const TAIL_LINES = 40;

/** A Python process: its events as they come, the rest of its output kept for a failure. */
export class PythonRun {
  readonly events: PythonEvent[] = [];
  readonly #child: ChildProcess;
  readonly #title: string;
  readonly #exit: Promise<void>;
  readonly #tail: string[] = [];
  readonly #waiting = new Set<() => void>();
  #ended = false;
  #failure: Error | undefined;

  constructor(title: string, options: Spawn) {
    this.#title = title;
    this.#child = spawn(options.command, options.args, {
      cwd: options.cwd,
      env: options.env,
      signal: options.signal,
      killSignal: 'SIGKILL',
      // Its standard input ends when this process does: a held training then leaves as well.
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => this.#line(line));
    }
    this.#child.on('error', (error) => {
      this.#failure = error;
    });
    this.#exit = once(this.#child, 'close').then(
      () => this.#end(),
      () => this.#end(),
    );
  }

  /** Resolves with the next event of this kind, also one that has already come. */
  async waitFor(event: string): Promise<PythonEvent> {
    for (;;) {
      const found = this.events.find((one) => one.event === event);
      if (found) return found;
      if (this.#ended) throw this.#error(`ended before '${event}'`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Resolves when the process has left with 0. */
  async done(): Promise<this> {
    await this.#exit;
    if (this.#failure || this.#child.exitCode !== 0) throw this.#error('failed');
    return this;
  }

  /** Lets a script go on that waits for a line. */
  go(): void {
    this.#child.stdin!.write('\n');
  }

  /** `kill -9`: nothing in the process gets to say goodbye. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }

  /** The last lines of what the client printed. */
  get tail(): string {
    return this.#tail.join('\n');
  }

  get title(): string {
    return this.#title;
  }

  #line(line: string): void {
    if (line.startsWith(MARK)) {
      this.events.push(JSON.parse(line.slice(MARK.length)) as PythonEvent);
      this.#wake();
      return;
    }
    // A progress bar redraws its line: keep only what it came to.
    const shown = line.slice(line.lastIndexOf('\r') + 1).trimEnd();
    if (shown) this.#tail.push(shown.slice(0, 400));
    if (this.#tail.length > TAIL_LINES) this.#tail.shift();
  }

  #end(): void {
    this.#ended = true;
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #error(what: string): Error {
    const code = this.#child.signalCode ?? this.#child.exitCode;
    return new Error(`${this.#title} ${what} (${this.#failure?.message ?? code})`);
  }
}
