import type { Database } from '../../database/open-database.ts';
import type { LiveBus } from '../../live/live-bus.ts';
import { extendRollups } from './build-rollups.ts';

/** Epochs of a model, over all its series, after which somebody looks whether they got long. */
const EPOCHS_BETWEEN = 4096;

/** Bound of the memory for counting; what it forgets is found when it is read. */
const MAX_COUNTED = 100_000;

/**
 * Extends the rollups of long series, beside the ingest and a stretch at a time. A short series
 * costs nothing but its count. Nothing depends on how far it has come: what has no rollups yet is
 * read from the points.
 */
export class RollupKeeper {
  readonly #database: Database;
  readonly #unsubscribe: () => void;
  readonly #epochs = new Map<string, number>();
  readonly #waiting = new Set<string>();
  #work: Promise<void> | undefined;
  #stopped = false;

  constructor(database: Database, live: LiveBus) {
    this.#database = database;
    this.#unsubscribe = live.subscribe((event) => {
      if (event.type === 'metrics') this.#count(event.modelId, event.epochs.length);
    });
  }

  /** Asks for the rollups of a model's series. */
  request(modelId: string): void {
    if (this.#stopped) return;
    this.#waiting.add(modelId);
    this.#work ??= this.#drain().finally(() => {
      this.#work = undefined;
    });
  }

  /** Waits until everything that was asked for is done. */
  async settled(): Promise<void> {
    await this.#work;
  }

  /** Begins no further stretch, and waits for the one under way. */
  async stop(): Promise<void> {
    this.#unsubscribe();
    this.#stopped = true;
    await this.settled();
  }

  #count(modelId: string, epochs: number): void {
    const count = (this.#epochs.get(modelId) ?? 0) + epochs;
    if (count < EPOCHS_BETWEEN) {
      if (this.#epochs.size >= MAX_COUNTED) this.#epochs.clear();
      this.#epochs.set(modelId, count);
    } else {
      this.#epochs.delete(modelId);
      this.request(modelId);
    }
  }

  async #drain(): Promise<void> {
    for (const modelId of this.#waiting) {
      this.#waiting.delete(modelId);
      // A model that fails is asked for again by its next epochs, or by who looks at it.
      await this.#extend(modelId).catch(() => {});
    }
  }

  async #extend(modelId: string): Promise<void> {
    const series = await this.#database.db
      .selectFrom('series')
      .select('id')
      .where('model_id', '=', modelId)
      .execute();
    for (const { id } of series) {
      while (!this.#stopped && (await extendRollups(this.#database, modelId, id)));
    }
  }
}
