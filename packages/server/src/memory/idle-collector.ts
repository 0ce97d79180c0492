import { getHeapStatistics } from 'node:v8';
import { collectGarbage } from './collect-garbage.ts';

/** How long a thread has had nothing to do, in milliseconds, after its start. */
const FIRST_MS = 5000;

/**
 * And later: V8 forgets compiled code too, so that what comes next is slower for a while, and a
 * session that is quiet between two epochs is not at its end.
 */
const LATER_MS = 60_000;

/** By how much its heap has to have grown since the last time, in bytes, to be worth the pause. */
const WORTH_BYTES = 4 * 1024 * 1024;

/**
 * Gives the memory back that a start, or a busy time, has left behind: once a thread has had nothing
 * to do for seconds, so that nobody waits for it.
 */
export class IdleCollector implements Disposable {
  readonly #collect: () => Promise<void>;
  readonly #laterMs: number;
  #timer: NodeJS.Timeout;
  #isDisposed = false;
  #underWay = 0;
  #bytesAfter = 0;

  /**
   * @param collect what frees the memory
   * @param firstMs how long there must have been nothing to do, in milliseconds. Default 5000.
   * @param laterMs and again, once memory has been given back. Default 60,000.
   */
  constructor(collect = collectGarbage, firstMs = FIRST_MS, laterMs = LATER_MS) {
    this.#collect = collect;
    this.#laterMs = laterMs;
    this.#timer = this.#runAfter(firstMs);
  }

  /** Something has to be done; `end` is called when it is. */
  begin(): void {
    this.#underWay++;
  }

  end(): void {
    this.#underWay--;
    this.#timer.refresh();
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
  }

  #runAfter(ms: number): NodeJS.Timeout {
    return setTimeout(() => void this.#run(), ms).unref();
  }

  async #run(): Promise<void> {
    // The end of what is under way begins the time anew.
    if (this.#underWay > 0 || heapBytes() < this.#bytesAfter + WORTH_BYTES) return;
    // Whatever keeps it from that is no reason for a thread to end.
    await this.#collect().catch(() => {});
    this.#bytesAfter = heapBytes();
    clearTimeout(this.#timer);
    if (!this.#isDisposed) this.#timer = this.#runAfter(this.#laterMs);
  }
}

function heapBytes(): number {
  return getHeapStatistics().total_physical_size;
}
