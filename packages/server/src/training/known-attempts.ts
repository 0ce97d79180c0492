/** Bound of the memory; cleared when it is reached. */
const MAX_KNOWN = 100_000;

interface Known {
  /** The attempt that the model was in when it was last heard. */
  current: number;
  /** Attempts that are known to have brought something. */
  readonly used: Set<number>;
}

/** What the ingest remembers of models, so that a call costs no look-up. */
export class KnownAttempts {
  readonly #models = new Map<string, Known>();

  /** The attempt under way, as far as is known: a reset or a new session may have changed it. */
  current(modelId: string): number | undefined {
    return this.#models.get(modelId)?.current;
  }

  /** Whether an attempt is known to have brought something. */
  isUsed(modelId: string, attempt: number): boolean {
    return this.#models.get(modelId)?.used.has(attempt) ?? false;
  }

  /** Notes the attempt under way. */
  remember(modelId: string, current: number): void {
    const known = this.#models.get(modelId);
    if (known) {
      known.current = current;
      return;
    }
    if (this.#models.size >= MAX_KNOWN) this.#models.clear();
    this.#models.set(modelId, { current, used: new Set() });
  }

  /** Notes that an attempt of a model that is remembered has brought something. */
  rememberUsed(modelId: string, attempt: number): void {
    this.#models.get(modelId)?.used.add(attempt);
  }

  forget(modelId: string): void {
    this.#models.delete(modelId);
  }
}
