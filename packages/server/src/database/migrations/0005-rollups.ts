import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { EngineTraits } from './index.ts';

/**
 * Summaries of the blocks of long series, so that a chart of any length reads little; and indexes
 * that hold all that lists filter and sort by, so that of 100,000 models only the rows of one page
 * are read (they are large: they hold the arguments).
 */
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
      await replaceIndex(db, 'models', 'models_by_owner_id_pinned', 'models_for_lists', [
        ...['owner_id', 'pinned', 'created_at', 'id', 'deleted_at', 'state', 'name'],
        ...['project_id', 'dataset_id', 'tags'],
      ]);
      // What every sign of life changes: in one index, so that it costs one change.
      await replaceIndex(db, 'models', 'models_by_state_last_heard_at', 'models_heard', [
        ...['state', 'last_heard_at', 'epochs_done', 'owner_id', 'pinned', 'created_at', 'id'],
        'deleted_at',
      ]);
      // Projects and datasets say how many models they have, and how many of them train.
      for (const kind of ['project', 'dataset']) {
        await replaceIndex(db, 'models', `models_by_${kind}_id`, `models_of_${kind}`, [
          ...[`${kind}_id`, 'deleted_at', 'state'],
        ]);
      }
      await replaceIndex(db, 'model_figures', 'model_figures_by_name_best', 'figures_by_name', [
        ...['name', 'best', 'model_id'],
      ]);
    },
  };
}

async function replaceIndex(
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  db: Kysely<any>,
  table: string,
  old: string,
  name: string,
  columns: string[],
): Promise<void> {
  await db.schema.dropIndex(old).execute();
  await db.schema.createIndex(name).on(table).columns(columns).execute();
}
