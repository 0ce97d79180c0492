import { HubError } from '@trainyard/protocol';
import { sql } from 'kysely';
import type { Caller } from '../accounts/caller.ts';
import type { Database } from '../database/open-database.ts';

/** Models that tell which names are in use: reading those of 100,000 would take seconds. */
const NEWEST = 1000;

/**
 * The names that the caller's models can be filtered and sorted by, from the newest of them.
 * @throws HubError not_signed_in
 */
export async function listModelColumns({ db }: Database, caller: Caller) {
  if (caller.kind === 'anonymous') throw new HubError('not_signed_in');
  const newest = db
    .selectFrom('models')
    .where('models.owner_id', '=', caller.userId)
    .where('models.deleted_at', 'is', null)
    .orderBy('models.created_at', 'desc')
    .orderBy('models.id', 'desc')
    .limit(NEWEST);
  const metrics = await db
    .selectFrom('model_figures')
    .select('name')
    .where('model_id', 'in', newest.select('models.id'))
    .groupBy('name')
    .orderBy(sql`min(rank)`)
    .orderBy('name')
    .limit(500)
    .execute();
  const args = new Set<string>();
  const tags = new Set<string>();
  for (const row of await newest.select(['models.train_args', 'models.tags']).execute()) {
    for (const name of Object.keys(JSON.parse(row.train_args))) args.add(name);
    for (const tag of JSON.parse(row.tags) as string[]) tags.add(tag);
  }
  return {
    metrics: metrics.map((row) => row.name),
    args: [...args].sort(),
    tags: [...tags].sort(),
  };
}
