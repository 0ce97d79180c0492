/** Size of a part, in bytes: the least that S3 takes for any but the last. */
export const PART_BYTES = 5 * 1024 * 1024;

/** The most parts that S3 takes for one object. */
const MOST_PARTS = 10_000;

/** The largest object of S3. */
const LARGEST_OBJECT = 5 * 1024 ** 4;

/** So many buffers are shared by all uploads, and kept for the next ones. */
export const SHARED = 3;

/**
 * How long an upload waits for one of them, in milliseconds. Then it gets another: some trainers
 * send so slowly that they would keep all others waiting.
 */
const PATIENCE_MS = 2000;

/**
 * How large the parts of an upload of at most `maxBytes` are. All are alike, because some services
 * insist on that, so a hub that accepts more than 48 GiB takes more memory for each upload. What
 * has no limit that means anything is written by the hub itself, and stays below that.
 */
export function partSize(maxBytes: number): number {
  if (maxBytes > LARGEST_OBJECT) return PART_BYTES;
  return Math.max(PART_BYTES, Math.ceil(maxBytes / MOST_PARTS));
}

/**
 * The memory of all uploads under way: a few buffers, each held from the first byte of a part until
 * it has been sent. Where all are in use, uploads wait, and so do those who send them.
 */
export class PartBuffers {
  readonly #patienceMs: number;
  readonly #free: Buffer[] = [];
  readonly #waiting = new Set<() => void>();
  #inUse = 0;

  /** @param patienceMs how long `take` waits at most, in milliseconds. Default 2000. */
  constructor(patienceMs: number = PATIENCE_MS) {
    this.#patienceMs = patienceMs;
  }

  async take(size: number): Promise<Buffer> {
    if (this.#inUse >= SHARED) await this.#turn();
    this.#inUse += 1;
    const known = this.#free.findIndex((buffer) => buffer.length === size);
    if (known >= 0) return this.#free.splice(known, 1)[0]!;
    return Buffer.allocUnsafeSlow(size);
  }

  give(buffer: Buffer): void {
    this.#inUse -= 1;
    if (buffer.length === PART_BYTES && this.#free.length < SHARED) this.#free.push(buffer);
    const [next] = this.#waiting;
    if (this.#inUse < SHARED) next?.();
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(patience);
        this.#waiting.delete(go);
        resolve();
      };
      const patience = setTimeout(go, this.#patienceMs);
      this.#waiting.add(go);
    });
  }
}
