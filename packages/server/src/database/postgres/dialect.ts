import { PostgresDialect } from 'kysely';
import pg from 'pg';

/** Connections per hub process. PostgreSQL's default maximum is 100 for all its clients. */
const POOL_SIZE = 10;

/** PostgreSQL's type id of bigint; `pg` gives it as text unless told otherwise. */
const INT8 = 20;

/** Kysely's own PostgreSQL dialect; bigint arrives as a number, since ours stay below 2^53. */
export function postgresDialect(url: string): PostgresDialect {
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, Number);
  const pool = new pg.Pool({ connectionString: url, max: POOL_SIZE, types });
  // An idle connection that breaks is replaced by the pool; without a listener it would end Node.
  pool.on('error', () => {});
  return new PostgresDialect({ pool });
}
