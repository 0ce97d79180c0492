import type { ListModelsQuery } from '@trainyard/protocol';
import { type OrderByItemBuilder, type RawBuilder, sql } from 'kysely';
import type { Caller } from '../../accounts/caller.ts';
import { jsonField } from '../../database/json-field.ts';
import type { Database } from '../../database/open-database.ts';
import { modelColumn } from '../model-columns.ts';
import { type Models, matchingModels } from './matching-models.ts';

const DEFAULT_LIMIT = 50;

/** Up to so many models are sorted by a metric; of more, its index is followed. */
const MOST_TO_SORT = 5000;

/** What each name of a sort means in SQL. */
const SORTS: Readonly<Record<string, RawBuilder<unknown>>> = {
  heard: sql.ref('models.last_heard_at'),
  name: sql`lower(models.name)`,
  state: sql.ref('models.state'),
  progress: sql.ref('models.epochs_done'),
  epochs: sql.ref('models.epochs_done'),
};

interface Slice {
  readonly offset: number;
  readonly limit: number;
}

/**
 * The ids of one page of the models that match, in their order.
 * @param total how many match, which only some orders wait for
 * @throws HubError invalid_query
 */
export async function pageOfModels(
  database: Database,
  caller: Caller,
  query: ListModelsQuery,
  total: Promise<number>,
): Promise<string[]> {
  const { sort = 'created', order = 'desc', offset = 0, limit = DEFAULT_LIMIT } = query;
  const matching = (from?: Models) => matchingModels(database, caller, query, from);
  const slice = { offset, limit };
  const column = sort in SORTS || sort === 'created' ? undefined : modelColumn(sort);
  if (column?.kind === 'metric' && (await total) > MOST_TO_SORT) {
    return pageByMetric(database, matching, { name: column.name, order }, slice);
  }
  const key = column
    ? column.kind === 'arg'
      ? jsonField(database.engine, 'models.train_args', column.name)
      : bestValue(column.name)
    : SORTS[sort];
  const pinnedFirst = matching().orderBy('models.pinned', 'desc');
  // An index has the default order; one more term, and all rows would be sorted.
  const sorted = key
    ? pinnedFirst.orderBy(key, (by) => directed(by, order)).orderBy('models.created_at', 'desc')
    : pinnedFirst.orderBy('models.created_at', order);
  return idsOf(sorted.orderBy('models.id', 'desc'), slice);
}

interface ByMetric {
  readonly name: string;
  readonly order: 'asc' | 'desc';
}

/**
 * The same order from three parts, of which a page usually needs one: the pinned models, those that
 * have the metric, along the index of its values, and those that do not have it.
 */
async function pageByMetric(
  database: Database,
  matching: (from?: Models) => Models,
  { name, order }: ByMetric,
  { offset, limit }: Slice,
): Promise<string[]> {
  // A cross join keeps SQLite from beginning with the models.
  const figures = database.db
    .selectFrom('model_figures')
    .where('model_figures.name', '=', name)
    .where('model_figures.best', 'is not', null)
    .orderBy('model_figures.best', order)
    .crossJoin('models')
    .whereRef('models.id', '=', 'model_figures.model_id');
  const value = bestValue(name);
  const parts = [
    matching()
      .where('models.pinned', '=', 1)
      .orderBy(value, (by) => directed(by, order)),
    matching(figures as unknown as Models).where('models.pinned', '=', 0),
    matching().where('models.pinned', '=', 0).where(value, 'is', null),
  ];
  const ids: string[] = [];
  let skip = offset;
  for (const part of parts) {
    const ordered = part.orderBy('models.created_at', 'desc').orderBy('models.id', 'desc');
    const found = await idsOf(ordered, { offset: skip, limit: limit - ids.length });
    ids.push(...found);
    if (ids.length === limit) break;
    skip = skip === 0 || found.length > 0 ? 0 : skip - (await countOf(part));
  }
  return ids;
}

async function idsOf(models: Models, { offset, limit }: Slice): Promise<string[]> {
  const rows = await models.select('models.id').offset(offset).limit(limit).execute();
  return rows.map(({ id }) => id);
}

async function countOf(models: Models): Promise<number> {
  const { count } = await models
    .clearOrderBy()
    .select(sql<number>`cast(count(*) as integer)`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

function bestValue(name: string): RawBuilder<unknown> {
  return sql`(select f.best from model_figures as f
    where f.model_id = models.id and f.name = ${name})`;
}

function directed(by: OrderByItemBuilder, order: 'asc' | 'desc'): OrderByItemBuilder {
  return (order === 'asc' ? by.asc() : by.desc()).nullsLast();
}
