import { PostgresDialect } from 'kysely';
import { openPool, type PoolOptions } from './pool.ts';

/** Kysely's own PostgreSQL dialect; bigint arrives as a number, since ours stay below 2^53. */
export function postgresDialect(options: PoolOptions): PostgresDialect {
  return new PostgresDialect({ pool: openPool(options) });
}
