import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Which checkpoints a project keeps, how much an account may store, and who holds garbage back. */
export function keeping(): Migration {
  return {
    // biome-ignore lint/suspicious/noExplicitAny: a migration works on whatever schema it finds.
    async up(db: Kysely<any>) {
      await db.schema.alterTable('projects').addColumn('retention', 'text').execute();
      await db.schema
        .alterTable('checkpoints')
        .addColumn('number', 'bigint', (c) => c.notNull().defaultTo(0))
        .execute();
      await sql`update checkpoints set number = counted.number
        from (select id, row_number() over (partition by model_id order by created_at, id) as number
          from checkpoints) as counted
        where counted.id = checkpoints.id`.execute(db);
      await db.schema
        .createTable('account_limits')
        .addColumn('user_id', 'text', (c) =>
          c.primaryKey().references('user.id').onDelete('cascade'),
        )
        .addColumn('storage_bytes', 'bigint', (c) => c.notNull())
        .execute();
      await db.schema
        .createTable('garbage_holds')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('until', 'bigint', (c) => c.notNull())
        .execute();
    },
  };
}
