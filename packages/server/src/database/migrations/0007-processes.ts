import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { EngineTraits } from './index.ts';

/** What several hub processes on one database know of each other; empty where there is only one. */
export function processes({ engine }: EngineTraits): Migration {
  return {
    // biome-ignore lint/suspicious/noExplicitAny: a migration works on whatever schema it finds.
    async up(db: Kysely<any>) {
      await db.schema
        .createTable('hub_processes')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('seen_at', 'bigint', (c) => c.notNull())
        .execute();
      await db.schema
        .createTable('live_changes')
        .addColumn('number', engine === 'sqlite' ? 'integer' : 'bigserial', (c) => c.primaryKey())
        .addColumn('type', 'text', (c) => c.notNull())
        .addColumn('model_id', 'text', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .execute();
      if (engine === 'sqlite') return;
      // Rows come and go by the thousand: a table that is mostly dead rows is slow to read.
      await sql`alter table live_changes set (autovacuum_vacuum_scale_factor = 0,
        autovacuum_vacuum_threshold = 10000)`.execute(db);
    },
  };
}
