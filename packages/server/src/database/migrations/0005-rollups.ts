import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { EngineTraits } from './index.ts';

/** Summaries of the blocks of long series, so that a chart of any length reads little. */
export function rollups({ engine }: EngineTraits): Migration {
  return {
    // biome-ignore lint/suspicious/noExplicitAny: a migration works on whatever schema it finds.
    async up(db: Kysely<any>) {
      for (const table of ['models', 'series']) {
        await db.schema
          .alterTable(table)
          .addColumn('rolled_to', 'bigint', (c) => c.notNull().defaultTo(0))
          .execute();
      }
      await db.schema
        .alterTable('series')
        .addColumn('rollup_exponent', 'integer', (c) => c.notNull().defaultTo(0))
        .execute();
      await db.schema
        .createTable('rollups')
        .addColumn('series_id', 'bigint', (c) =>
          c.notNull().references('series.id').onDelete('cascade'),
        )
        .addColumn('exponent', 'integer', (c) => c.notNull())
        .addColumn('block', 'bigint', (c) => c.notNull())
        .addColumn('step', 'bigint', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .addColumn('low', 'double precision')
        .addColumn('high', 'double precision')
        .addColumn('odd', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('rollups_key', ['series_id', 'exponent', 'block'])
        .$call((table) => (engine === 'sqlite' ? table.modifyEnd(sql`without rowid`) : table))
        .execute();
    },
  };
}
