import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { EngineTraits } from './index.ts';

/**
 * How many models each account has, the trash aside: SQLite, which has one writer, keeps count as
 * they come and go. On PostgreSQL those who make models at the same time would wait for each other.
 */
export function modelCounts({ engine }: EngineTraits): Migration {
  return {
    // biome-ignore lint/suspicious/noExplicitAny: a migration works on whatever schema it finds.
    async up(db: Kysely<any>) {
      if (engine !== 'sqlite') return;
      await sql`create table model_counts (
        owner_id text primary key references "user" (id) on delete cascade,
        models integer not null
      ) without rowid`.execute(db);
      await sql`insert into model_counts (owner_id, models)
        select owner_id, count(*) from models where deleted_at is null group by owner_id`.execute(
        db,
      );
      const add = sql`insert into model_counts (owner_id, models) values (new.owner_id, 1)
        on conflict (owner_id) do update set models = models + 1;`;
      const subtract = sql`update model_counts set models = models - 1
        where owner_id = old.owner_id;`;
      const triggers = [
        sql`create trigger models_count_new after insert on models
          when new.deleted_at is null begin ${add} end`,
        sql`create trigger models_count_gone after delete on models
          when old.deleted_at is null begin ${subtract} end`,
        sql`create trigger models_count_leaves after update of deleted_at, owner_id on models
          when old.deleted_at is null
            and (new.deleted_at is not null or new.owner_id <> old.owner_id)
          begin ${subtract} end`,
        sql`create trigger models_count_comes after update of deleted_at, owner_id on models
          when new.deleted_at is null
            and (old.deleted_at is not null or new.owner_id <> old.owner_id)
          begin ${add} end`,
      ];
      for (const trigger of triggers) await trigger.execute(db);
    },
  };
}
