import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Webhooks and e-mails: who wants to hear of what, and what is still to be sent. */
export function notices(): Migration {
  return {
    // biome-ignore lint/suspicious/noExplicitAny: a migration works on whatever schema it finds.
    async up(db: Kysely<any>) {
      await db.schema
        .alterTable('models')
        .addColumn('told_state', 'text', (c) => c.notNull().defaultTo('new'))
        .execute();
      await db
        .updateTable('models')
        .set((eb) => ({ told_state: eb.ref('state') }))
        .execute();
      // Holds only models whose change has still to be told: looking there costs nothing.
      await sql`create index models_untold on models (id) where state <> told_state`.execute(db);
      await db.schema
        .createTable('webhooks')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('owner_id', 'text', (c) => c.notNull().references('user.id').onDelete('cascade'))
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('url', 'text', (c) => c.notNull())
        .addColumn('events', 'text', (c) => c.notNull())
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .addColumn('failing_since', 'bigint')
        .addColumn('disabled_at', 'bigint')
        .execute();
      await db.schema.createIndex('webhooks_owner').on('webhooks').column('owner_id').execute();
      await db.schema
        .createTable('deliveries')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('owner_id', 'text', (c) => c.notNull().references('user.id').onDelete('cascade'))
        .addColumn('webhook_id', 'text', (c) => c.references('webhooks.id').onDelete('cascade'))
        .addColumn('event', 'text', (c) => c.notNull())
        .addColumn('message', 'text', (c) => c.notNull())
        .addColumn('state', 'text', (c) => c.notNull())
        .addColumn('tries', 'integer', (c) => c.notNull())
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .addColumn('next_at', 'bigint', (c) => c.notNull())
        .addColumn('last_status', 'integer')
        .addColumn('last_error', 'text')
        .execute();
      await sql`create index deliveries_due on deliveries (next_at) where state = 'waiting'`.execute(
        db,
      );
      await db.schema
        .createIndex('deliveries_webhook')
        .on('deliveries')
        .columns(['webhook_id', 'created_at'])
        .execute();
      await db.schema.createIndex('deliveries_owner').on('deliveries').column('owner_id').execute();
      await db.schema
        .createTable('notice_choices')
        .addColumn('user_id', 'text', (c) =>
          c.primaryKey().references('user.id').onDelete('cascade'),
        )
        .addColumn('events', 'text', (c) => c.notNull())
        .execute();
    },
  };
}
