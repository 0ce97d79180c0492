/** Share of a file that interruptions may cost, so that even with the rest it stays below 1 %. */
const SHARE = 0.006;

const SMALLEST = 256 * 1024;
const LARGEST = 8 * 1024 * 1024;

/**
 * How much to send before waiting for the hub's word that it has it: what is under way when a
 * connection breaks has to be sent again. Pieces grow while all goes well, never beyond a quarter
 * of what may still be lost, so that any number of interruptions stays within the budget.
 */
export class ResendBudget {
  #left: number;
  #piece: number;

  /** @param size of the whole file, in bytes. */
  constructor(size: number) {
    this.#left = size * SHARE;
    this.#piece = 256 * 1024;
  }

  /** Bytes to send next. */
  get piece(): number {
    return Math.floor(Math.max(SMALLEST, Math.min(this.#piece, this.#left / 4)));
  }

  /** A piece has arrived. */
  arrived(): void {
    this.#piece = Math.min(LARGEST, this.#piece * 2);
  }

  /** An interruption has cost this many bytes. */
  lost(bytes: number): void {
    this.#left = Math.max(0, this.#left - bytes);
  }
}
