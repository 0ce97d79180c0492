import type { Transaction } from 'kysely';
import { DatabaseUnavailableError, isDiskFull } from './database-error.ts';
import type { Database } from './open-database.ts';
import type { Schema } from './schema.ts';

interface Waiting<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** What a batch came to. */
export interface BatchOutcome<Result> {
  /** One for each item: a result, or the error that is its own and spares the others. */
  readonly results: readonly (Result | Error)[];
  /** Called after the commit, and not at all when it fails. */
  readonly committed?: () => void;
}

/** Writes a batch inside one transaction. */
export type BatchWriter<Item, Result> = (
  trx: Transaction<Schema>,
  items: readonly Item[],
) => Promise<BatchOutcome<Result>>;

/**
 * Group commit: calls that wait at the same moment share one transaction, so that the price of a
 * durable write (an fsync) is paid once for all of them. A call's promise resolves after the
 * commit, never before.
 */
export class GroupCommit<Item, Result> {
  readonly #database: Database;
  readonly #write: BatchWriter<Item, Result>;
  readonly #maxItems: number;
  #queue: Waiting<Item, Result>[] = [];
  #running = false;

  /** @param maxItems most items in one transaction; default 1000. */
  constructor(database: Database, write: BatchWriter<Item, Result>, maxItems = 1000) {
    this.#database = database;
    this.#write = write;
    this.#maxItems = maxItems;
  }

  /** How many calls wait for a transaction. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Queues an item. @throws what the writer answered for it, or why the transaction failed. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ item, resolve, reject });
      if (!this.#running) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#running = true;
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, this.#maxItems);
      await this.#commit(batch);
    }
    this.#running = false;
  }

  async #commit(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const items = batch.map((waiting) => waiting.item);
      const { results, committed } = await this.#database.db
        .transaction()
        .execute((trx) => this.#write(trx, items));
      committed?.();
      for (const [index, waiting] of batch.entries()) {
        const result = results[index]!;
        if (result instanceof Error) waiting.reject(result);
        else waiting.resolve(result);
      }
    } catch (error) {
      // One item may have poisoned the transaction: the others must not pay for it. A full disk or
      // a database that is not there is nobody's own fault, and trying each call again would only
      // make it worse.
      const isNobodysFault = isDiskFull(error) || error instanceof DatabaseUnavailableError;
      if (batch.length > 1 && !isNobodysFault) {
        for (const waiting of batch) await this.#commit([waiting]);
      } else {
        for (const waiting of batch) waiting.reject(error);
      }
    }
  }
}
