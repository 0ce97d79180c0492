/** Most addresses that are counted at a time; beyond, the longest known are forgotten. */
const MOST = 100_000;

interface Tries {
  count: number;
  /** When it begins anew, in milliseconds since 1970. */
  readonly until: number;
}

/**
 * Counts tries to sign in, by address and path, for one hub. better-auth's own count is one for
 * all hubs of a process.
 */
export class TryLimits {
  readonly #tries = new Map<string, Tries>();

  /**
   * Notes a try.
   * @param rule at most `max` tries in `window` seconds
   * @returns whether it may go on; otherwise in how many seconds the next may
   */
  async consume(
    key: string,
    { window, max }: { readonly window: number; readonly max: number },
  ): Promise<{ allowed: boolean; retryAfter: number | null }> {
    const now = Date.now();
    const known = this.#tries.get(key);
    if (!known || known.until <= now) {
      this.#tries.delete(key);
      this.#tries.set(key, { count: 1, until: now + window * 1000 });
      this.#prune(now);
      return { allowed: true, retryAfter: null };
    }
    if (known.count >= max) {
      return { allowed: false, retryAfter: Math.ceil((known.until - now) / 1000) };
    }
    known.count += 1;
    return { allowed: true, retryAfter: null };
  }

  #prune(now: number): void {
    if (this.#tries.size <= MOST) return;
    for (const [key, { until }] of this.#tries) {
      if (until <= now || this.#tries.size > MOST) this.#tries.delete(key);
    }
  }
}
