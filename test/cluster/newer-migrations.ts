import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import {
  type EngineTraits,
  allMigrations as releasedMigrations,
} from '../../packages/server/src/database/migrations/index.ts';
import { BEFORE_LOCKING, WHILE_LOCKING } from './held-migration.ts';

/** What this release has, and the next one's: additive, and as long as the test wants it. */
export function allMigrations(traits: EngineTraits): Record<string, Migration> {
  return { ...releasedMigrations(traits), '9999-next-release': { up } };
}

async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table next_release as select id from models`.execute(db);
  await waitFor(db, BEFORE_LOCKING);
  // From here on nobody writes models, and below nobody reads them either, until all is committed.
  await db.schema
    .createTable('next_release_notes')
    .addColumn('model_id', 'text', (column) => column.primaryKey().references('models.id'))
    .execute();
  await waitFor(db, WHILE_LOCKING);
  await db.schema
    .alterTable('models')
    .addColumn('next_release', 'text', (column) => column.notNull().defaultTo('yes'))
    .execute();
}

async function waitFor(db: Kysely<unknown>, lock: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(lock)})`.execute(db);
}
