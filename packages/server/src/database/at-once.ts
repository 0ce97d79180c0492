import type { CompiledQuery, Kysely } from 'kysely';
import type { RowBatch } from './row-batch.ts';
import type { Schema } from './schema.ts';

/** Points, and the statement that goes along with them. */
export interface WholeTransaction {
  /** As for a `PointWriter`, at least one. */
  readonly points: RowBatch;
  readonly statement: CompiledQuery;
  /** How many rows the statement returns if all is as expected. */
  readonly expected: number;
}

/**
 * Stores points and executes a statement, as a transaction of its own that is known whole before it
 * begins: where asking the engine takes longer than what it does, one question is all it costs.
 * @returns the statement's rows; or undefined when they were not as many as expected, and nothing
 *   has been stored
 * @throws an error that `isForeignKeyViolation` knows when a series is not there
 */
export type AtOnceWriter = <Row>(
  db: Kysely<Schema>,
  transaction: WholeTransaction,
) => Promise<readonly Row[] | undefined>;
