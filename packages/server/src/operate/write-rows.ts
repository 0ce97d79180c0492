import { CompiledQuery, type Kysely, sql } from 'kysely';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import type { TableShape } from './describe-tables.ts';
import type { Row } from './row-digest.ts';

/** SQLite takes at most 32,766 parameters. */
const MAX_PARAMETERS = 32_000;

/** Adds rows to a table, in the caller's transaction. */
export async function writeRows(
  trx: Kysely<Schema>,
  engine: Database['engine'],
  shape: TableShape,
  rows: readonly Row[],
): Promise<void> {
  if (engine === 'postgres') {
    const columns = sql.join(shape.columns.map((column) => sql.ref(column)));
    const table = sql.table(shape.name);
    await sql`insert into ${table} (${columns}) select ${columns}
      from json_populate_recordset(null::${table}, ${JSON.stringify(rows)}::json)`.execute(trx);
    return;
  }
  const most = Math.floor(MAX_PARAMETERS / shape.columns.length);
  for (let at = 0; at < rows.length; at += most) {
    const some = rows.slice(at, at + most);
    const places = `(${shape.columns.map(() => '?').join(',')})`;
    const names = shape.columns.map((column) => `"${column}"`).join(',');
    const text = `insert into "${shape.name}" (${names}) values ${some.map(() => places).join(',')}`;
    const values = some.flatMap((row) => shape.columns.map((column) => row[column] ?? null));
    await trx.executeQuery(CompiledQuery.raw(text, values));
  }
}

/**
 * A row as the engine can keep it: PostgreSQL knows no NUL in a text, and no half of a character.
 * The hub writes the same in their place.
 */
export function storableRow(engine: Database['engine'], row: Row): Row {
  if (engine === 'sqlite') return row;
  const entries = Object.entries(row).map(([column, value]) => [
    column,
    typeof value === 'string' ? value.replaceAll('\0', '\uFFFD').toWellFormed() : value,
  ]);
  return Object.fromEntries(entries) as Row;
}

/** Lets PostgreSQL number new rows after those that were added with their numbers. */
export async function setSequences({ db, engine }: Database): Promise<void> {
  if (engine === 'sqlite') return;
  const { rows } = await sql<{ table: string; column: string }>`
    select table_name as "table", column_name as "column" from information_schema.columns
    where table_schema = current_schema() and column_default like 'nextval(%'`.execute(db);
  for (const { table, column } of rows) {
    await sql`select setval(pg_get_serial_sequence(${table}, ${column}),
      greatest((select coalesce(max(${sql.ref(column)}), 0) from ${sql.table(table)}), 1))`.execute(
      db,
    );
  }
}
