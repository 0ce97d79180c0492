import { CompiledQuery } from 'kysely';
import type { PointKey, PointWriter } from '../point-writer.ts';
import { APPEND, UPSERT } from './point-statements.ts';

/**
 * Writes points: to the log, from where they are moved in bulk, or in place by the worker's row
 * loop when the caller has to know what changed.
 */
export const writePoints: PointWriter = async (db, batch, tellChanged) => {
  const sql = tellChanged ? `${UPSERT} RETURNING series_id, step` : APPEND;
  return (await db.executeQuery<PointKey>(CompiledQuery.raw(sql, [batch]))).rows;
};
