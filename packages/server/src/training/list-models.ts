import {
  HubError,
  type ListModelsQuery,
  type ModelPage,
  type Visibility,
} from '@trainyard/protocol';
import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import type { Caller } from '../accounts/caller.ts';
import { findManyOwned } from '../catalogue/owned-objects.ts';
import { jsonField } from '../database/json-field.ts';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import { modelColumn } from './model-columns.ts';
import { showModelRows } from './show-models.ts';

const DEFAULT_LIMIT = 50;

/** What each name of a sort means in SQL. */
const SORTS: Readonly<Record<string, RawBuilder<unknown>>> = {
  name: sql`lower(models.name)`,
  state: sql.ref('models.state'),
  heard: sql.ref('models.last_heard_at'),
  progress: sql.ref('models.epochs_done'),
  epochs: sql.ref('models.epochs_done'),
};

/**
 * One page of the caller's models, the pinned ones first; or of everybody's public ones. Models
 * asked for by id may be anybody's, as far as the caller may see them.
 * @throws HubError invalid_query
 */
export async function listModels(
  database: Database,
  caller: Caller,
  query: ListModelsQuery,
): Promise<ModelPage> {
  const matching = filtered(database, caller, query);
  const { total } = await matching
    .select(sql<number>`cast(count(*) as integer)`.as('total'))
    .executeTakeFirstOrThrow();
  // Only ids are sorted: whole rows of 100,000 models would not fit into the sorter's memory.
  const page = await ordered(database, matching.select('models.id'), query)
    .limit(query.limit ?? DEFAULT_LIMIT)
    .offset(query.offset ?? 0)
    .execute();
  const found = await findManyOwned(
    database.db,
    'models',
    page.map(({ id }) => id),
  );
  const byId = new Map(found.map((row) => [row.id, row]));
  const rows = page.flatMap(({ id }) => byId.get(id) ?? []);
  const columns = (query.column ?? []).map(modelColumn);
  return { items: await showModelRows(database, caller, rows, columns), total };
}

function filtered({ db }: Database, caller: Caller, query: ListModelsQuery) {
  let models = db.selectFrom('models').where('models.deleted_at', 'is', null);
  models = models.where((eb) => {
    const owner = caller.kind === 'account' ? caller.userId : '';
    const open: Visibility[] = ['public', 'unlisted'];
    if (query.id) {
      return eb.or([eb('models.owner_id', '=', owner), eb('models.visibility', 'in', open)]);
    }
    if (query.public || caller.kind === 'anonymous') return eb('models.visibility', '=', 'public');
    return eb('models.owner_id', '=', owner);
  });
  if (query.id) models = models.where('models.id', 'in', query.id);
  if (query.q) models = models.where(contains('models.name', query.q));
  if (query.state?.length) models = models.where('models.state', 'in', query.state);
  if (query.project) models = models.where('models.project_id', '=', query.project);
  if (query.dataset) models = models.where('models.dataset_id', '=', query.dataset);
  const { tag: tags, metric, min, max } = query;
  if (tags?.length) {
    models = models.where((eb) =>
      eb.or(tags.map((tag) => contains('models.tags', JSON.stringify(tag)))),
    );
  }
  if (metric !== undefined) {
    models = models.where(({ exists, selectFrom }) => {
      let figures = selectFrom('model_figures')
        .select('model_figures.name')
        .whereRef('model_figures.model_id', '=', 'models.id')
        .where('model_figures.name', '=', metric)
        .where('model_figures.best', 'is not', null);
      if (min !== undefined) figures = figures.where('model_figures.best', '>=', min);
      if (max !== undefined) figures = figures.where('model_figures.best', '<=', max);
      return exists(figures);
    });
  }
  return models;
}

function ordered<Row>(
  { engine }: Database,
  models: SelectQueryBuilder<Schema, 'models', Row>,
  { sort = 'created', order = 'desc' }: ListModelsQuery,
) {
  const pinnedFirst = models.orderBy('models.pinned', 'desc');
  // An index has the default order; one more term, and all rows would be sorted.
  const sorted =
    sort === 'created'
      ? pinnedFirst.orderBy('models.created_at', order)
      : pinnedFirst
          .orderBy(SORTS[sort] ?? columnToSortBy(engine, sort), (by) =>
            (order === 'asc' ? by.asc() : by.desc()).nullsLast(),
          )
          .orderBy('models.created_at', 'desc');
  return sorted.orderBy('models.id', 'desc');
}

function columnToSortBy(engine: Database['engine'], sort: string): RawBuilder<unknown> {
  const { kind, name } = modelColumn(sort);
  if (kind === 'arg') return jsonField(engine, 'models.train_args', name);
  return sql`(select f.best from model_figures as f
    where f.model_id = models.id and f.name = ${name})`;
}

function contains(column: string, text: string): RawBuilder<boolean> {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`lower(${sql.ref(column)}) like ${pattern} escape '\\'`;
}

/** The most frequent names that the caller's models can be filtered and sorted by. */
export async function listModelColumns({ db }: Database, caller: Caller) {
  if (caller.kind === 'anonymous') throw new HubError('not_signed_in');
  const own = db
    .selectFrom('models')
    .where('models.owner_id', '=', caller.userId)
    .where('models.deleted_at', 'is', null);
  const metrics = await own
    .innerJoin('model_figures', 'model_figures.model_id', 'models.id')
    .select('model_figures.name')
    .groupBy('model_figures.name')
    .orderBy(sql`min(model_figures.rank)`)
    .orderBy('model_figures.name')
    .limit(500)
    .execute();
  // The newest models tell what is in use; reading all arguments of 100,000 would take seconds.
  const recent = await own
    .select(['models.train_args', 'models.tags'])
    .orderBy('models.created_at', 'desc')
    .limit(1000)
    .execute();
  const args = new Set<string>();
  const tags = new Set<string>();
  for (const row of recent) {
    for (const name of Object.keys(JSON.parse(row.train_args))) args.add(name);
    for (const tag of JSON.parse(row.tags) as string[]) tags.add(tag);
  }
  return {
    metrics: metrics.map((row) => row.name),
    args: [...args].sort(),
    tags: [...tags].sort(),
  };
}
