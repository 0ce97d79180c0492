import { type RawBuilder, sql } from 'kysely';
import type { Database } from './open-database.ts';

/**
 * Rows as one parameter: a source `v` with a column `value`, of which `v.value ->> 0` is the first
 * column. Cheaper to make and to send than a parameter for every value. For texts and whole
 * numbers: SQLite may read the last digit of other numbers differently.
 */
export function jsonRows(
  { engine }: Pick<Database, 'engine'>,
  rows: readonly (readonly (string | number)[])[],
): RawBuilder<unknown> {
  const json = JSON.stringify(rows);
  return engine === 'sqlite'
    ? sql`json_each(${json}) as v`
    : sql`json_array_elements(cast(${json} as json)) as v`;
}

/** Texts as a list in SQL, in one parameter. */
export function jsonList(
  database: Pick<Database, 'engine'>,
  texts: readonly string[],
): RawBuilder<unknown> {
  const rows = texts.map((text) => [text]);
  return sql`(select v.value ->> 0 from ${jsonRows(database, rows)})`;
}
