/**
 * Runs a task again and again, never twice at once, without keeping the process alive. The task
 * says when it wants to run next, in milliseconds; it must not throw.
 */
export class Repeater {
  readonly #task: (signal: AbortSignal) => Promise<number>;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;

  constructor(task: (signal: AbortSignal) => Promise<number>) {
    this.#task = task;
  }

  /** Runs the task at once, or right after the run under way. */
  wake(): void {
    this.#schedule(0);
  }

  /** Runs the task for the first time after `delay` milliseconds. */
  start(delay: number): void {
    this.#schedule(delay);
  }

  /** Ends it for good: aborts the run under way and waits for its end. */
  async stop(): Promise<void> {
    this.#stop.abort();
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(delay: number): void {
    if (this.#stop.signal.aborted) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), delay);
    this.#timer.unref();
  }

  async #run(): Promise<void> {
    if (this.#running) return this.#again();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#running = promise;
    const next = await this.#task(this.#stop.signal);
    this.#running = null;
    resolve();
    this.#schedule(next);
  }

  /** A wake that came during a run is not lost. */
  async #again(): Promise<void> {
    await this.#running;
    this.#schedule(0);
  }
}
