import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Files beside a model's weights, and the keys that keep a model from being made twice. */
export function modelFiles(): Migration {
  return {
    // biome-ignore lint/suspicious/noExplicitAny: a migration works on whatever schema it finds.
    async up(db: Kysely<any>) {
      await db.schema
        .createTable('model_files')
        .addColumn('model_id', 'text', (c) =>
          c.notNull().references('models.id').onDelete('cascade'),
        )
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('blob_hash', 'text', (c) => c.notNull().references('blobs.hash'))
        .addColumn('size', 'bigint', (c) => c.notNull())
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('model_files_key', ['model_id', 'name'])
        .execute();
      await db.schema
        .createIndex('model_files_by_blob_hash')
        .on('model_files')
        .column('blob_hash')
        .execute();
      await db.schema
        .createTable('model_creations')
        .addColumn('owner_id', 'text', (c) => c.notNull().references('user.id').onDelete('cascade'))
        .addColumn('key', 'text', (c) => c.notNull())
        .addColumn('model_id', 'text', (c) =>
          c.notNull().references('models.id').onDelete('cascade'),
        )
        .addPrimaryKeyConstraint('model_creations_key', ['owner_id', 'key'])
        .execute();
    },
  };
}
