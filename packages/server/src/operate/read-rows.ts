import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { TableShape } from './describe-tables.ts';
import type { Row } from './row-digest.ts';

const LEAST_ROWS = 200;
const MOST_ROWS = 5000;

/** Text in one page, in characters, above which the next one is made smaller. */
const ENOUGH_TEXT = 4_000_000;

/** Key of the last row of a page. */
export type RowKey = readonly (string | number | null)[];

/**
 * Reads a table page by page, in the order of its key. Pages of short rows get longer, so that
 * neither a hundred million points nor long logs cost more memory than they must.
 * @param after the key of the row before the first one wanted
 */
export async function* readRows(
  db: Kysely<Schema>,
  shape: TableShape,
  after?: RowKey,
): AsyncGenerator<Row[]> {
  const columns = sql.join(shape.columns.map((column) => sql.ref(column)));
  const key = sql.join(shape.key.map((column) => sql.ref(column)));
  let last = after;
  let limit = LEAST_ROWS;
  for (;;) {
    const from = last ? sql`where (${key}) > (${sql.join(last)})` : sql``;
    const { rows } = await sql<Row>`
      select ${columns} from ${sql.table(shape.name)} ${from} order by ${key} limit ${sql.lit(limit)}`.execute(
      db,
    );
    if (rows.length > 0) yield rows;
    if (rows.length < limit) return;
    last = keyOf(shape, rows.at(-1)!);
    const text = textLength(rows);
    limit = text > ENOUGH_TEXT ? Math.max(10, limit >> 1) : Math.min(MOST_ROWS, limit * 2);
  }
}

export function keyOf(shape: TableShape, row: Row): RowKey {
  return shape.key.map((column) => row[column] ?? null);
}

function textLength(rows: readonly Row[]): number {
  let length = 0;
  for (const row of rows) {
    for (const value of Object.values(row)) if (typeof value === 'string') length += value.length;
  }
  return length;
}
