import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Runs of the Platform callback, its uploads, NDJSON exports of datasets, and a model's pace. */
export function platform(): Migration {
  return {
    // biome-ignore lint/suspicious/noExplicitAny: a migration works on whatever schema it finds.
    async up(db: Kysely<any>) {
      await db.schema
        .createTable('platform_runs')
        .addColumn('model_id', 'text', (c) =>
          c.notNull().references('models.id').onDelete('cascade'),
        )
        .addColumn('attempt', 'integer', (c) => c.notNull())
        .addColumn('owner_id', 'text', (c) => c.notNull())
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('start_hash', 'text', (c) => c.notNull())
        .addColumn('started_at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('platform_runs_key', ['model_id', 'attempt'])
        .execute();
      await db.schema
        .createIndex('platform_runs_by_name')
        .on('platform_runs')
        .columns(['owner_id', 'project', 'name', 'started_at'])
        .execute();
      await db.schema
        .createTable('early_console')
        .addColumn('owner_id', 'text', (c) => c.notNull().references('user.id').onDelete('cascade'))
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('chunk', 'bigint', (c) => c.notNull())
        .addColumn('text', 'text', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('early_console_key', ['owner_id', 'project', 'name', 'chunk'])
        .execute();
      await db.schema
        .createTable('checkpoint_uploads')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('model_id', 'text', (c) =>
          c.notNull().references('models.id').onDelete('cascade'),
        )
        .addColumn('attempt', 'integer', (c) => c.notNull())
        .addColumn('file_name', 'text', (c) => c.notNull())
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .addColumn('checkpoint_id', 'text', (c) =>
          c.references('checkpoints.id').onDelete('cascade'),
        )
        .execute();
      await index(db, 'checkpoint_uploads', 'model_id');
      await index(db, 'checkpoint_uploads', 'checkpoint_id');
      await db.schema
        .createTable('dataset_exports')
        .addColumn('dataset_id', 'text', (c) =>
          c.notNull().references('datasets.id').onDelete('cascade'),
        )
        .addColumn('archive_hash', 'text', (c) => c.notNull().references('blobs.hash'))
        .addColumn('blob_hash', 'text', (c) => c.notNull().references('blobs.hash'))
        .addColumn('size', 'bigint', (c) => c.notNull())
        .addColumn('origin', 'text', (c) => c.notNull())
        .addColumn('expires_at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('dataset_exports_key', ['dataset_id', 'blob_hash'])
        .execute();
      await index(db, 'dataset_exports', 'archive_hash');
      await index(db, 'dataset_exports', 'blob_hash');
      await index(db, 'dataset_exports', 'expires_at');
      await db.schema.alterTable('models').addColumn('epoch_at', 'bigint').execute();
      await db.schema.alterTable('models').addColumn('pace_ms', 'bigint').execute();
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: see above.
function index(db: Kysely<any>, table: string, column: string): Promise<void> {
  return db.schema.createIndex(`${table}_by_${column}`).on(table).column(column).execute();
}
