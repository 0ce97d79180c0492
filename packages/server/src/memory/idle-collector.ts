import { getHeapStatistics } from 'node:v8';
import { collectGarbage } from './collect-garbage.ts';

/** How long a thread has had nothing to do, in milliseconds. */
const IDLE_MS = 5000;

/** By how much its heap has to have grown since the last time, in bytes, to be worth the pause. */
const WORTH_BYTES = 4 * 1024 * 1024;

/**
 * Gives the memory back that a start, or a busy time, has left behind: once a thread has had nothing
 * to do for seconds, so that nobody waits for it.
 */
export class IdleCollector implements Disposable {
  readonly #collect: () => Promise<void>;
  readonly #timer: NodeJS.Timeout;
  #underWay = 0;
  #bytesAfter = 0;

  /**
   * @param collect what frees the memory
   * @param idleMs how long there must have been nothing to do, in milliseconds. Default 5000.
   */
  constructor(collect = collectGarbage, idleMs = IDLE_MS) {
    this.#collect = collect;
    this.#timer = setTimeout(() => void this.#run(), idleMs).unref();
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
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    // The end of what is under way begins the time anew.
    if (this.#underWay > 0 || heapBytes() < this.#bytesAfter + WORTH_BYTES) return;
    // Whatever keeps it from that is no reason for a thread to end.
    await this.#collect().catch(() => {});
    this.#bytesAfter = heapBytes();
  }
}

function heapBytes(): number {
  return getHeapStatistics().total_physical_size;
}
