import { CompiledQuery } from 'kysely';
import type { PointWriter } from '../point-writer.ts';

const UPSERT = `INSERT INTO points (series_id, step, value, special, at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (series_id, step) DO UPDATE
SET value = excluded.value, special = excluded.special, at = excluded.at`;

/** Writes points by the worker's row loop. */
export const writePoints: PointWriter = async (db, batch) => {
  await db.executeQuery(CompiledQuery.raw(UPSERT, [batch]));
};
