import type { ListModelsQuery, Visibility } from '@trainyard/protocol';
import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import type { Caller } from '../../accounts/caller.ts';
import { countModelsOf } from '../../database/count-models.ts';
import type { Database } from '../../database/open-database.ts';
import type { Schema } from '../../database/schema.ts';

/** Models, of which nothing is selected yet. */
export type Models = SelectQueryBuilder<Schema, 'models', object>;

/**
 * The models that a list is made of, without order and page.
 * @param from where they come from; default: the table
 */
export function matchingModels(
  { db }: Database,
  caller: Caller,
  query: ListModelsQuery,
  from: Models = db.selectFrom('models'),
): Models {
  let models = from.where('models.deleted_at', 'is', null);
  models = models.where((eb) => {
    const owner = caller.kind === 'account' ? caller.userId : '';
    const open: Visibility[] = ['public', 'unlisted'];
    if (query.id) {
      // Hidden from SQLite, which would go through all models by these and not look up the few.
      return sql<boolean>`(coalesce(models.owner_id, '') = ${owner}
        or coalesce(models.visibility, '') in (${sql.join(open)}))`;
    }
    if (query.public || caller.kind === 'anonymous') return eb('models.visibility', '=', 'public');
    if (isByLife(query)) return sql<boolean>`coalesce(models.owner_id, '') = ${owner}`;
    return eb('models.owner_id', '=', owner);
  });
  if (query.id) models = models.where('models.id', 'in', query.id);
  if (query.q) models = models.where(contains('models.name', query.q));
  if (query.state?.length) models = models.where('models.state', 'in', query.state);
  if (query.project) models = models.where('models.project_id', '=', query.project);
  if (query.dataset) models = models.where('models.dataset_id', '=', query.dataset);
  if (query.parent) models = models.where('models.parent_id', '=', query.parent);
  const { tag: tags, metric, min, max } = query;
  if (tags?.length) {
    models = models.where((eb) =>
      eb.or(tags.map((tag) => contains('models.tags', JSON.stringify(tag)))),
    );
  }
  if (metric !== undefined) {
    models = models.where((eb) => {
      let figures = eb
        .selectFrom('model_figures')
        .select('model_figures.model_id')
        .where('model_figures.name', '=', metric)
        .where('model_figures.best', 'is not', null);
      if (min !== undefined) figures = figures.where('model_figures.best', '>=', min);
      if (max !== undefined) figures = figures.where('model_figures.best', '<=', max);
      return eb('models.id', 'in', figures);
    });
  }
  return models;
}

/** How many models match. */
export async function countModels(
  database: Database,
  caller: Caller,
  query: ListModelsQuery,
): Promise<number> {
  if (caller.kind === 'account' && isOfAll(query)) return countModelsOf(database, caller.userId);
  const { sort: _, ...filter } = query;
  const { total } = await matchingModels(database, caller, filter)
    .select(sql<number>`cast(count(*) as integer)`.as('total'))
    .executeTakeFirstOrThrow();
  return total;
}

/** Whether a list is of all the caller's models. */
function isOfAll({ id, q, state, public: open, ...query }: ListModelsQuery): boolean {
  return !id && !state?.length && !open && !q && isUnfiltered(query);
}

/**
 * Whether a list is sorted by what every sign of life changes and filtered by nothing that the
 * index `models_heard` lacks. SQLite would find the owner's rows by another index and then read
 * every one of them; so it is not to see that the owner is asked for.
 */
function isByLife({ sort, q, ...query }: ListModelsQuery): boolean {
  if (sort !== 'heard' && sort !== 'progress' && sort !== 'epochs') return false;
  return !q && isUnfiltered(query);
}

function isUnfiltered({ project, dataset, parent, tag, metric }: ListModelsQuery): boolean {
  return !project && !dataset && !parent && !tag?.length && metric === undefined;
}

function contains(column: string, text: string): RawBuilder<boolean> {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`lower(${sql.ref(column)}) like ${pattern} escape '\\'`;
}
