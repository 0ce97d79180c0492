/** Size of a part, in bytes: the least that S3 takes for any but the last. */
export const PART_BYTES = 5 * 1024 * 1024;

/** The most parts that S3 takes for one object. */
const MOST_PARTS = 10_000;

/** The largest object of S3. */
const LARGEST_OBJECT = 5 * 1024 ** 4;

/** Beyond so many buffers at once, an upload has one only, and waits while it is sent. */
const PLENTY = 4;

/** So many are kept for the next upload: what is allocated anew each time waits for a collection. */
const KEPT = 2;

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
 * The memory of all uploads under way: one buffer for each, and a second one that fills while the
 * first is sent as long as few are about.
 */
export class PartBuffers {
  #inUse = 0;
  readonly #free: Buffer[] = [];

  take(size: number): Buffer {
    this.#inUse += 1;
    const known = this.#free.findIndex((buffer) => buffer.length === size);
    if (known >= 0) return this.#free.splice(known, 1)[0]!;
    return Buffer.allocUnsafeSlow(size);
  }

  /** Another one, if there is plenty. */
  spare(size: number): Buffer | undefined {
    return this.#inUse < PLENTY ? this.take(size) : undefined;
  }

  give(buffer: Buffer): void {
    this.#inUse -= 1;
    if (buffer.length === PART_BYTES && this.#free.length < KEPT) this.#free.push(buffer);
  }
}
