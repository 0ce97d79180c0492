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
  // `jsonb` refuses an escaped NUL; the sign in its place changes the order of nothing else.
  return sql`replace(${reference}, '\\u0000', '\\ufffd')::jsonb -> ${name}::text`;
}
