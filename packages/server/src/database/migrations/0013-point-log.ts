import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { EngineTraits } from './index.ts';

/** Where SQLite keeps points that are stored and not yet in `points`: see `sqlite/point-log.ts`. */
export function pointLog({ engine }: EngineTraits): Migration {
  return {
    // biome-ignore lint/suspicious/noExplicitAny: a migration works on whatever schema it finds.
    async up(db: Kysely<any>) {
      if (engine !== 'sqlite') return;
      await db.schema
        .createTable('point_log')
        .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
        .addColumn('points', 'blob', (c) => c.notNull())
        .execute();
    },
  };
}
