import type { Transaction } from 'kysely';
import { DatabaseUnavailableError, isDiskFull } from './database-error.ts';
import type { Database } from './open-database.ts';
import type { Schema } from './schema.ts';

/** Most items in one transaction. */
const MAX_ITEMS = 1000;

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

/** Writes batches. */
export interface BatchWriter<Item, Result> {
  /** Writes a batch inside one transaction. */
  write(trx: Transaction<Schema>, items: readonly Item[]): Promise<BatchOutcome<Result>>;
  /**
   * Writes a batch as a transaction of its own, where there is a shorter way; undefined when there
   * is none for this batch, and nothing has been stored.
   */
  writeAtOnce?(items: readonly Item[]): Promise<BatchOutcome<Result> | undefined>;
}

/**
 * Group commit: calls that wait at the same moment share one transaction, so that the price of a
 * durable write (an fsync) is paid once for all of them. A call's promise resolves after the
 * commit, never before.
 */
export class GroupCommit<Item, Result> {
  readonly #database: Database;
  readonly #writer: BatchWriter<Item, Result>;
  #queue: Waiting<Item, Result>[] = [];
  #running = false;

  constructor(database: Database, writer: BatchWriter<Item, Result>) {
    this.#database = database;
    this.#writer = writer;
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
    let answer: (() => void) | undefined;
    while (answer || this.#queue.length > 0) {
      const batch = this.#queue.splice(0, MAX_ITEMS);
      const outcome = batch.length > 0 ? this.#commit(batch) : undefined;
      // To answer many calls takes long: by then the database shall have the next ones to do.
      if (outcome) await allSent();
      answer?.();
      answer = await outcome;
    }
    this.#running = false;
  }

  /** Stores a batch. @returns what tells those who wait for it */
  async #commit(batch: readonly Waiting<Item, Result>[]): Promise<() => void> {
    try {
      const { results, committed } = await this.#write(batch.map(({ item }) => item));
      committed?.();
      return () => {
        for (const [index, { resolve, reject }] of batch.entries()) {
          const result = results[index]!;
          if (result instanceof Error) reject(result);
          else resolve(result);
        }
      };
    } catch (error) {
      // One item may have poisoned the transaction: the others must not pay for it. A full disk or
      // a database that is not there is nobody's own fault, and trying each call again would only
      // make it worse.
      const isNobodysFault = isDiskFull(error) || error instanceof DatabaseUnavailableError;
      if (batch.length > 1 && !isNobodysFault) {
        for (const waiting of batch) (await this.#commit([waiting]))();
        return () => {};
      }
      return () => {
        for (const { reject } of batch) reject(error);
      };
    }
  }

  async #write(items: readonly Item[]): Promise<BatchOutcome<Result>> {
    const written = await this.#writer.writeAtOnce?.(items);
    if (written) return written;
    return this.#database.db.transaction().execute((trx) => this.#writer.write(trx, items));
  }
}

/** Resolves once all that is under way waits for an answer from outside. */
function allSent(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
