const KEYS = 4096;

/**
 * A hash of texts to 32 bits whose highest bits are well spread for any set of texts, even one that
 * was chosen to collide: each instance draws its own keys. (Multilinear hashing: of 17 bits and more
 * from the top, two texts share them with a chance of at most 1 in 2^17.)
 */
export class PathHash {
  readonly #keys = crypto.getRandomValues(new Uint32Array(KEYS));

  /** @returns an unsigned 32-bit number; use its highest bits */
  of(text: string): number {
    let sum = this.#keys[0] ?? 0;
    for (let at = 0; at < text.length; at += 1) {
      const key = this.#keys[(at + 1) % KEYS] ?? 0;
      sum = (sum + Math.imul(key, text.charCodeAt(at) + 1)) | 0;
    }
    return sum >>> 0;
  }
}
