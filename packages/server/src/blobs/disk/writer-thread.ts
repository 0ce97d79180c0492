import { RUNS_AS_WRITTEN } from '../../runs-as-written.ts';
import { WorkerCalls } from '../../worker-calls.ts';
import type { WriterReply, WriterRequest } from './writer-messages.ts';

const WORKER = RUNS_AS_WRITTEN ? './writer-worker.ts' : './writer-worker.js';

/**
 * A thread without files is kept for the next one for so long, in milliseconds: longer than most
 * epochs take. It costs some 5 MiB, and 40 ms to start another.
 */
const IDLE_MS = 15 * 60_000;

/** A thread that writes files and hashes what it writes, in the order in which it is asked. */
export class WriterThread {
  readonly #calls: WorkerCalls<WriterRequest, WriterReply>;
  readonly #files = new Set<number>();
  readonly #onEnd: () => void;
  #nextFile = 1;
  #idle: NodeJS.Timeout | undefined;

  /** @param onEnd is called, at least once, when it can be used no more. */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
    // It makes hardly any objects, and a young generation of the usual size would fill up.
    const options = { name: 'file-writer', resourceLimits: { maxYoungGenerationSizeMb: 2 } };
    this.#calls = new WorkerCalls(new URL(WORKER, import.meta.url), options, onEnd);
  }

  /** How many files are open in it. */
  get load(): number {
    return this.#files.size;
  }

  /** The number of a new file, whose hash is that of nothing. */
  open(): number {
    clearTimeout(this.#idle);
    const file = this.#nextFile++;
    this.#files.add(file);
    return file;
  }

  /** @throws NodeJS.ErrnoException what the system said; Error when the thread has ended */
  async ask(request: Omit<WriterRequest, 'id'>): Promise<WriterReply> {
    const reply = await this.#calls.ask(request);
    const { error } = reply;
    if (error) throw Object.assign(new Error(error.message), { code: error.code });
    return reply;
  }

  /** Forgets a file. The thread ends when there has been none for a while. */
  close(file: number): void {
    if (!this.#files.delete(file)) return;
    // Where it has ended there is nothing to forget.
    this.#calls.ask({ file, forget: true }).catch(() => {});
    if (this.#files.size > 0) return;
    this.#idle = setTimeout(() => void this.end(), IDLE_MS);
    this.#idle.unref();
  }

  async end(): Promise<void> {
    clearTimeout(this.#idle);
    this.#onEnd();
    await this.#calls.end();
  }
}
