import { CompiledQuery } from 'kysely';
import { POINT_COLUMNS, type PointKey, type PointWriter } from '../point-writer.ts';

const UPSERT = `INSERT INTO points (series_id, step, value, special, at)
SELECT * FROM unnest($1::int8[], $2::int8[], $3::float8[], $4::int2[], $5::int8[])
ON CONFLICT (series_id, step) DO UPDATE
SET value = excluded.value, special = excluded.special, at = excluded.at
WHERE points.value IS DISTINCT FROM excluded.value OR points.special <> excluded.special`;

/** Where the value stands among the columns: the only one that may be null. */
const VALUE = 2;

/** Writes points as one array a column, each in PostgreSQL's own form. */
export const writePoints: PointWriter = async (db, batch, tellChanged) => {
  const columns: (number | string)[][] = Array.from({ length: POINT_COLUMNS }, () => []);
  for (const [index, value] of batch.values.entries()) {
    const column = index % POINT_COLUMNS;
    columns[column]!.push(column === VALUE && Number.isNaN(value) ? 'NULL' : value);
  }
  const arrays = columns.map((column) => `{${column.join(',')}}`);
  const sql = tellChanged ? `${UPSERT} RETURNING series_id, step` : UPSERT;
  return (await db.executeQuery<PointKey>(CompiledQuery.raw(sql, arrays))).rows;
};
