import { setImmediate as turn } from 'node:timers/promises';

/** Longest stretch of work between two turns of the event loop, in milliseconds. */
const SLICE_MS = 1;

/**
 * Cuts long work into slices, so that the trainer whose thread this is has its turn in between:
 * `if (slice.isOver()) await slice.next()`.
 */
export class TimeSlice {
  #end = performance.now() + SLICE_MS;

  isOver(): boolean {
    return performance.now() >= this.#end;
  }

  /** Gives way, then begins the next slice. */
  async next(): Promise<void> {
    await turn();
    this.renew();
  }

  /** Begins the next slice where something else has given way. */
  renew(): void {
    this.#end = performance.now() + SLICE_MS;
  }
}
