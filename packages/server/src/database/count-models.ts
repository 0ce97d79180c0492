import { sql } from 'kysely';
import type { Database } from './open-database.ts';

/** How many models an account has, the trash aside. */
export async function countModelsOf({ db, engine }: Database, ownerId: string): Promise<number> {
  const { rows } = await (engine === 'sqlite'
    ? sql<{ models: number }>`select models from model_counts where owner_id = ${ownerId}`
    : sql<{ models: number }>`select cast(count(*) as integer) as models from models
        where owner_id = ${ownerId} and deleted_at is null`
  ).execute(db);
  return rows[0]?.models ?? 0;
}
