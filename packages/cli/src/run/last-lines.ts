import { LineCollector } from '@trainyard/session';

/** Lines that are kept for the hub, should the trainer fail. */
const MOST = 50;

/** Keeps the last lines of a program's output, both streams as they come. */
export class LastLines {
  readonly #collectors = { stdout: new LineCollector(), stderr: new LineCollector() };
  #lines: string[] = [];

  /** Takes a piece of output. Returns the lines that it completes. */
  push(stream: 'stdout' | 'stderr', piece: string): readonly string[] {
    const lines = this.#collectors[stream].push(piece);
    this.#lines = [...this.#lines, ...lines].slice(-MOST);
    return lines;
  }

  /** All of them, a line without an end too. */
  end(): readonly string[] {
    const rest = [...this.#collectors.stdout.end(), ...this.#collectors.stderr.end()];
    return [...this.#lines, ...rest].slice(-MOST);
  }
}
