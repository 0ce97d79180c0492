import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Ids of models that have become one with another. */
export function modelAliases(): Migration {
  return {
    // biome-ignore lint/suspicious/noExplicitAny: a migration works on whatever schema it finds.
    async up(db: Kysely<any>) {
      await db.schema
        .createTable('model_aliases')
        .addColumn('alias', 'text', (c) => c.primaryKey())
        .addColumn('model_id', 'text', (c) =>
          c.notNull().references('models.id').onDelete('cascade'),
        )
        .execute();
      await db.schema
        .createIndex('model_aliases_model')
        .on('model_aliases')
        .column('model_id')
        .execute();
    },
  };
}
