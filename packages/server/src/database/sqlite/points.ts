import { CompiledQuery } from 'kysely';
import type { PointKey, PointWriter } from '../point-writer.ts';

const UPSERT = `INSERT INTO points (series_id, step, value, special, at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (series_id, step) DO UPDATE
SET value = excluded.value, special = excluded.special, at = excluded.at
WHERE points.value IS NOT excluded.value OR points.special <> excluded.special`;

/** Writes points by the worker's row loop. */
export const writePoints: PointWriter = async (db, batch, tellChanged) => {
  const sql = tellChanged ? `${UPSERT} RETURNING series_id, step` : UPSERT;
  return (await db.executeQuery<PointKey>(CompiledQuery.raw(sql, [batch]))).rows;
};
