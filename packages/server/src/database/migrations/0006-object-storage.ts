import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What storage that several hubs share needs: claims, and which direct upload is to be final. */
export function objectStorage(): Migration {
  return {
    // biome-ignore lint/suspicious/noExplicitAny: a migration works on whatever schema it finds.
    async up(db: Kysely<any>) {
      await db.schema
        .createTable('blob_claims')
        .addColumn('hash', 'text', (c) => c.primaryKey())
        .addColumn('claimed_at', 'bigint', (c) => c.notNull())
        .addColumn('removing_since', 'bigint')
        .execute();
      await db.schema
        .alterTable('checkpoint_uploads')
        .addColumn('is_final', 'integer', (c) => c.notNull().defaultTo(0))
        .execute();
      await db.schema
        .alterTable('checkpoint_uploads')
        .addColumn('final_map', 'double precision')
        .execute();
    },
  };
}
