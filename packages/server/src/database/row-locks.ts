import type { Transaction } from 'kysely';
import type { Schema } from './schema.ts';

/**
 * Locks inside a transaction, until its end. SQLite has one writer at a time, and needs none.
 *
 * The order is the same everywhere, so that transactions wait for each other but never in a circle:
 * names, then models by their ids, then everything else.
 */
export interface RowLocks {
  /** Locks models against changes by others, in the order of their ids; unknown ones are left out. */
  models(trx: Transaction<Schema>, ids: Iterable<string>): Promise<void>;
  /** Locks something that is not a row, or is none yet, such as a run's name. */
  name(trx: Transaction<Schema>, name: string): Promise<void>;
}
