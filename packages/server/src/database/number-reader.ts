import type { CompiledQuery, Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** Rows of numbers, by columns of the same length; NaN stands for null. */
export type NumberColumns<Name extends string> = Readonly<Record<Name, Float64Array>>;

/**
 * Reads rows that are all numbers. An object for each of many thousands takes longer to make than
 * the row to read.
 * @param names the statement's columns
 */
export type NumberReader = <Name extends string>(
  db: Kysely<Schema>,
  statement: CompiledQuery,
  names: readonly Name[],
) => Promise<NumberColumns<Name>>;
