import type { Kysely } from 'kysely';
import type { RowBatch } from './row-batch.ts';
import type { Schema } from './schema.ts';

/** Columns of a batch of points: series_id, step, value (NaN for null), special, at. */
export const POINT_COLUMNS = 5;

/** Which point. */
export interface PointKey {
  readonly series_id: number;
  readonly step: number;
}

/**
 * Upserts points, inside the caller's transaction. Called by the ingest, once for all the calls
 * that share a commit; a (series, step) must not occur twice in one batch. A point that has the
 * value already is left as it is, its time of arrival included. Where the engine stores them first
 * is its own affair: every later statement that names `points` finds them there.
 * @throws an error that `isForeignKeyViolation` knows when a series is not there
 *
 * @param tellChanged whether to return the points that are new or have another value now;
 *   otherwise nothing is returned, which costs less.
 */
export type PointWriter = (
  db: Kysely<Schema>,
  batch: RowBatch,
  tellChanged: boolean,
) => Promise<readonly PointKey[]>;
