import { randomBytes } from 'node:crypto';
import type { Peers } from '../database/peers.ts';

/** Most addresses that are counted at a time; beyond, the longest known are forgotten. */
const MOST = 100_000;

/** Rules that allow more are each process's own affair: what they count happens all the time. */
const SHARED_MOST = 100;

/** What one process tells the others: itself, the seconds of the rule, and what was tried. */
const TOLD = /^(\w+) (\d+) (.+)$/;

interface Tries {
  count: number;
  /** When it begins anew, in milliseconds since 1970. */
  readonly until: number;
}

/** At most `max` tries in `window` seconds. */
export interface TryRule {
  readonly window: number;
  readonly max: number;
}

/**
 * Counts tries to sign in, by address and path, for one hub: each of its processes counts its own,
 * and those that the others tell of. better-auth's own count is one for all hubs of a process.
 */
export class TryLimits {
  readonly #peers: Peers;
  readonly #self = randomBytes(6).toString('hex');
  readonly #tries = new Map<string, Tries>();

  constructor(peers: Peers) {
    this.#peers = peers;
    peers.hear('try', { heard: (text) => this.#heard(text), missed: () => {} });
  }

  /**
   * Notes a try.
   * @returns whether it may go on; otherwise in how many seconds the next may
   */
  async consume(
    key: string,
    { window, max }: TryRule,
  ): Promise<{ allowed: boolean; retryAfter: number | null }> {
    const now = Date.now();
    const known = this.#tries.get(key);
    if (known && known.until > now && known.count >= max) {
      return { allowed: false, retryAfter: Math.ceil((known.until - now) / 1000) };
    }
    this.#count(key, window, now);
    // Before the password is looked at: whoever tries elsewhere meanwhile is counted here too.
    if (max <= SHARED_MOST) {
      await this.#peers.tell('try', `${this.#self} ${window} ${key}`).catch(() => {});
    }
    return { allowed: true, retryAfter: null };
  }

  #heard(text: string): void {
    const [, process, window, key] = TOLD.exec(text) ?? [];
    if (key !== undefined && process !== this.#self) this.#count(key, Number(window), Date.now());
  }

  #count(key: string, window: number, now: number): void {
    const known = this.#tries.get(key);
    if (known && known.until > now) {
      known.count += 1;
      return;
    }
    this.#tries.delete(key);
    this.#tries.set(key, { count: 1, until: now + window * 1000 });
    this.#prune(now);
  }

  #prune(now: number): void {
    if (this.#tries.size <= MOST) return;
    for (const [key, { until }] of this.#tries) {
      if (until <= now || this.#tries.size > MOST) this.#tries.delete(key);
    }
  }
}
