import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * What lists show of each metric, so that a table of 100,000 models is sorted and filtered by one
 * without reading a single point.
 */
export function dashboard(): Migration {
  return {
    // biome-ignore lint/suspicious/noExplicitAny: a migration works on whatever schema it finds.
    async up(db: Kysely<any>) {
      await db.schema
        .createTable('model_figures')
        .addColumn('model_id', 'text', (c) =>
          c.notNull().references('models.id').onDelete('cascade'),
        )
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('rank', 'integer', (c) => c.notNull())
        .addColumn('lower', 'integer', (c) => c.notNull())
        .addColumn('min', 'double precision')
        .addColumn('min_step', 'bigint')
        .addColumn('max', 'double precision')
        .addColumn('max_step', 'bigint')
        .addColumn('best', 'double precision')
        .addColumn('last', 'double precision')
        .addColumn('last_step', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('model_figures_key', ['model_id', 'name'])
        .execute();
      await db.schema
        .createIndex('model_figures_by_name_best')
        .on('model_figures')
        .columns(['name', 'best'])
        .execute();
      // The table's default order; `deleted_at` makes it enough to count by.
      await db.schema
        .createIndex('models_by_owner_id_pinned')
        .on('models')
        .columns(['owner_id', 'pinned', 'created_at', 'id', 'deleted_at'])
        .execute();
      await db.schema
        .createIndex('model_figures_by_model_id_rank')
        .on('model_figures')
        .columns(['model_id', 'rank', 'name'])
        .execute();
    },
  };
}
