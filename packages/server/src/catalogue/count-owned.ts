import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { OwnedTableName } from './owned-objects.ts';

/** How many objects of each kind an account has, without those in the trash. */
export async function countOwned(
  db: Kysely<Schema>,
  ownerId: string,
): Promise<Record<OwnedTableName, number>> {
  const [projects, datasets, models] = await Promise.all(
    (['projects', 'datasets', 'models'] as const).map(async (table) => {
      const { count } = await db
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number | string>().as('count'))
        .where('owner_id', '=', ownerId)
        .where('deleted_at', 'is', null)
        .executeTakeFirstOrThrow();
      return Number(count);
    }),
  );
  return { projects: projects!, datasets: datasets!, models: models! };
}
