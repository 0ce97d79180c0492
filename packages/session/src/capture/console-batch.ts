import { LineCollector } from './line-collector.ts';
import type { Mask } from './mask-secrets.ts';

/** Lines are handed on after this long, in milliseconds, or when there are this many. */
const LONGEST_WAIT = 1000;
const MOST_LINES = 100;

export type ConsoleStream = 'stdout' | 'stderr';

/** Takes output as it comes, and hands it on in batches of whole, masked lines. */
export class ConsoleBatch {
  readonly #mask: Mask;
  readonly #emit: (stream: ConsoleStream, text: string) => void;
  readonly #collectors = { stdout: new LineCollector(), stderr: new LineCollector() };
  readonly #lines: Record<ConsoleStream, string[]> = { stdout: [], stderr: [] };
  #timer: NodeJS.Timeout | null = null;

  constructor(mask: Mask, emit: (stream: ConsoleStream, text: string) => void) {
    this.#mask = mask;
    this.#emit = emit;
  }

  push(stream: ConsoleStream, piece: string): void {
    const lines = this.#lines[stream];
    lines.push(...this.#collectors[stream].push(piece));
    if (lines.length >= MOST_LINES) this.flush();
    else if (lines.length > 0 && this.#timer === null) {
      this.#timer = setTimeout(() => this.flush(), LONGEST_WAIT);
      this.#timer.unref();
    }
  }

  /** Hands on the whole lines gathered so far. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (const stream of ['stdout', 'stderr'] as const) {
      const lines = this.#lines[stream];
      if (lines.length === 0) continue;
      this.#lines[stream] = [];
      this.#emit(stream, this.#mask(lines.join('\n')));
    }
  }

  /** Hands on everything, a line without an end too. */
  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      this.#lines[stream].push(...this.#collectors[stream].end());
    }
    this.flush();
  }
}
