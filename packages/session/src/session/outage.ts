import { isHubUnreachableError } from '../errors/hub-unreachable-error.ts';
import type { Warn } from '../warning.ts';

/** Turns failures of the background work into warnings: each kind once, until it is over. */
export class Outage {
  readonly #warn: Warn;
  #unreachable = false;
  readonly #refused = new Set<string>();

  constructor(warn: Warn) {
    this.#warn = warn;
  }

  noted(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (isHubUnreachableError(error)) {
      if (this.#unreachable) return;
      this.#unreachable = true;
      this.#warn('hub_unreachable', `${message} Training goes on; nothing is lost.`);
    } else if (!this.#refused.has(message)) {
      this.#refused.add(message);
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'failed';
      this.#warn(code, message);
    }
  }

  /** Something went through. */
  over(): void {
    if (!this.#unreachable) return;
    this.#unreachable = false;
    this.#warn('hub_back', 'The hub is back; sending what has gathered.');
  }
}
