import { CompiledQuery } from 'kysely';
import { SqliteError } from '../database-error.ts';
import { POINT_COLUMNS, type PointKey, type PointWriter } from '../point-writer.ts';
import type { RowBatch } from '../row-batch.ts';
import { APPEND, UPSERT } from './point-statements.ts';

/** What SQLite answers for a row whose parent is not there. */
const NO_SERIES = { message: 'FOREIGN KEY constraint failed', errcode: 787 };

/**
 * Writes points: to the log, from where they are moved in bulk, or in place by the worker's row
 * loop when the caller has to know what changed.
 */
export const writePoints: PointWriter = async (db, batch, tellChanged) => {
  if (tellChanged) {
    const sql = `${UPSERT} RETURNING series_id, step`;
    return (await db.executeQuery<PointKey>(CompiledQuery.raw(sql, [batch]))).rows;
  }
  // A copy of its own: what is sent to the worker is all that lies under a view.
  const points = new Uint8Array(batch.values.slice().buffer);
  const { rows } = await db.executeQuery(
    CompiledQuery.raw(APPEND, [points, JSON.stringify(seriesOf(batch))]),
  );
  if (rows.length === 0) throw new SqliteError(NO_SERIES);
  return [];
};

function seriesOf({ values }: RowBatch): number[] {
  const series = new Set<number>();
  for (let at = 0; at < values.length; at += POINT_COLUMNS) series.add(values[at]!);
  return [...series];
}
