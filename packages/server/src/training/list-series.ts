import type { ListSeriesQuery, SeriesPage } from '@trainyard/protocol';
import { sql } from 'kysely';
import type { Caller } from '../accounts/caller.ts';
import type { Database } from '../database/open-database.ts';
import { getModel } from './models.ts';

/** The names of a model's series with their figures, by name. @throws HubError not_found */
export async function listSeries(
  database: Database,
  caller: Caller,
  modelId: string,
  { q, offset = 0, limit = 200 }: ListSeriesQuery,
): Promise<SeriesPage> {
  await getModel(database, caller, modelId);
  let series = database.db
    .selectFrom('series')
    .leftJoin('model_figures', (join) =>
      join
        .onRef('model_figures.model_id', '=', 'series.model_id')
        .onRef('model_figures.name', '=', 'series.name'),
    )
    .where('series.model_id', '=', modelId);
  if (q) {
    const pattern = `%${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
    series = series.where(sql<boolean>`lower(series.name) like ${pattern} escape '\\'`);
  }
  const { total } = await series
    .select(sql<number>`cast(count(distinct series.name) as integer)`.as('total'))
    .executeTakeFirstOrThrow();
  const items = await series
    .select('series.name')
    .select((eb) => [
      eb.fn.max('model_figures.min').as('min'),
      eb.fn.max('model_figures.max').as('max'),
      eb.fn.max('model_figures.last').as('last'),
      eb.fn.max('model_figures.last_step').as('lastStep'),
    ])
    .groupBy('series.name')
    .orderBy('series.name')
    .offset(offset)
    .limit(limit)
    .execute();
  return { items: items as SeriesPage['items'], total };
}
