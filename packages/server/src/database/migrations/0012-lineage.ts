import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Which models start from a model: for its page, and for what its project keeps. */
export function lineage(): Migration {
  return {
    // biome-ignore lint/suspicious/noExplicitAny: a migration works on whatever schema it finds.
    async up(db: Kysely<any>) {
      await db.schema
        .createIndex('models_parent')
        .on('models')
        .columns(['parent_id', 'created_at'])
        .execute();
    },
  };
}
