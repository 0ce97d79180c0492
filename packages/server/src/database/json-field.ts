import { type RawBuilder, sql } from 'kysely';
import type { Database } from './open-database.ts';

/**
 * One field of a column that holds a JSON object, to sort by: numbers in their order, texts in
 * theirs. The two engines have it each in its own way.
 */
export function jsonField(
  engine: Database['engine'],
  column: string,
  name: string,
): RawBuilder<unknown> {
  const reference = sql.ref(column);
  if (engine === 'sqlite') return sql`json_extract(${reference}, ${`$."${name}"`})`;
  // `jsonb` refuses an escaped NUL, and half of a surrogate pair, which JSON escapes too; the sign in
  // their place changes the order of nothing else.
  const fit = sql`case when position('\\u' in ${reference}) = 0 then ${reference}
    else regexp_replace(${reference}, '\\\\u(0000|d[89a-f][0-9a-f]{2})', '\\\\ufffd', 'g') end`;
  return sql`(${fit})::jsonb -> ${name}::text`;
}
