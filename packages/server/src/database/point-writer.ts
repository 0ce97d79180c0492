import type { Kysely } from 'kysely';
import type { RowBatch } from './row-batch.ts';
import type { Schema } from './schema.ts';

/** Columns of a batch of points: series_id, step, value (NaN for null), special, at. */
export const POINT_COLUMNS = 5;

/**
 * Upserts points, inside the caller's transaction. Called by the ingest, once for all the calls
 * that share a commit; a (series, step) must not occur twice in one batch.
 */
export type PointWriter = (db: Kysely<Schema>, batch: RowBatch) => Promise<void>;
