import type { MetricFigure, ModelRow } from '@trainyard/protocol';
import { sql } from 'kysely';
import type { Caller } from '../accounts/caller.ts';
import { maySee } from '../accounts/sharing-rules.ts';
import { findManyOwned } from '../catalogue/owned-objects.ts';
import type { Database } from '../database/open-database.ts';
import type { ModelFiguresTable, ModelsTable } from '../database/schema.ts';
import type { ModelColumn } from './model-columns.ts';
import { newestCheckpoints } from './newest-checkpoints.ts';
import { readSparks } from './read-sparks.ts';
import type { TrainArgs } from './train-args.ts';

type Figure = Pick<
  ModelFiguresTable,
  'model_id' | 'name' | 'lower' | 'best' | 'min_step' | 'max_step' | 'last' | 'last_step'
>;

/** What all views of a model have in common. */
export type ModelSummary = Omit<ModelRow, 'spark' | 'columns'>;

/** Models as rows of the table. What the caller may not see of their surroundings is left out. */
export async function showModelRows(
  database: Database,
  caller: Caller,
  models: readonly ModelsTable[],
  columns: readonly ModelColumn[] = [],
): Promise<ModelRow[]> {
  if (models.length === 0) return [];
  const ids = models.map((model) => model.id);
  const [summaries, figures] = await Promise.all([
    summarise(database, caller, models),
    namedFigures(database, ids, columns),
  ]);
  const sparks = await readSparks(database, summaries);
  const needsArgs = columns.some(({ kind }) => kind === 'arg');
  return summaries.map((summary, index) => {
    const args: TrainArgs = needsArgs ? JSON.parse(models[index]!.train_args) : {};
    const value = ({ kind, name }: ModelColumn) =>
      kind === 'arg' ? (args[name] ?? null) : (figures.get(`${summary.id}/${name}`) ?? null);
    return {
      ...summary,
      spark: sparks.get(summary.id) ?? [],
      columns: Object.fromEntries(columns.map((c) => [`${c.kind}:${c.name}`, value(c)])),
    };
  });
}

/** What lists and the page of a model both show. */
export async function summarise(
  { db }: Database,
  caller: Caller,
  models: readonly ModelsTable[],
): Promise<ModelSummary[]> {
  const ids = models.map((model) => model.id);
  const [projects, datasets, figures, attempts, weights] = await Promise.all([
    findManyOwned(db, 'projects', present(models.map((model) => model.project_id))),
    findManyOwned(db, 'datasets', present(models.map((model) => model.dataset_id))),
    chosenFigures({ db }, ids),
    db.selectFrom('attempts').selectAll().where('model_id', 'in', ids).execute(),
    newestCheckpoints(db, ids, 'best'),
  ]);
  const names = new Map(
    [...projects, ...datasets]
      .filter((row) => maySee(caller, row))
      .map((row) => [row.id, row.name]),
  );
  const starts = new Map(attempts.map((row) => [`${row.model_id}/${row.attempt}`, row]));
  const reference = (id: string | null) =>
    id !== null && names.has(id) ? { id, name: names.get(id)! } : null;
  return models.map((model) => {
    const args = JSON.parse(model.train_args) as TrainArgs;
    const epochs = typeof args['epochs'] === 'number' ? Math.floor(args['epochs']) : null;
    const dataset = reference(model.dataset_id);
    return {
      id: model.id,
      name: model.name,
      state: model.state,
      visibility: model.visibility,
      project: reference(model.project_id),
      dataset: dataset ?? (model.dataset_name ? { id: null, name: model.dataset_name } : null),
      tags: JSON.parse(model.tags) as string[],
      notes: model.notes,
      pinned: model.pinned === 1,
      attempt: model.attempt,
      epochsDone: model.epochs_done,
      epochs,
      secondsLeft: secondsLeft(model, epochs, starts.get(`${model.id}/${model.attempt}`)),
      lastHeardAt: iso(model.last_heard_at),
      lastHeard: model.last_heard,
      stopRequestedAt: iso(model.cancel_requested_at),
      startedAt: iso(model.started_at),
      finishedAt: iso(model.finished_at),
      createdAt: new Date(model.created_at).toISOString(),
      updatedAt: new Date(model.updated_at).toISOString(),
      metric: figures.get(model.id) ?? null,
      hasWeights: weights.has(model.id),
    };
  });
}

/** ISO 8601, or null. */
export function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

/** How a metric's figures are shown. */
function shown(row: Figure): MetricFigure {
  return {
    name: row.name,
    lowerIsBetter: row.lower === 1,
    best: row.best,
    bestStep: row.lower === 1 ? row.min_step : row.max_step,
    last: row.last,
  };
}

function present(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}

/** By the pace of the attempt under way, so that a pause before a resume does not count. */
function secondsLeft(
  model: ModelsTable,
  epochs: number | null,
  attempt: { started_at: number; first_epoch: number | null } | undefined,
): number | null {
  if (model.state !== 'training' || epochs === null || !attempt || !model.last_heard_at)
    return null;
  const done = model.epochs_done - (attempt.first_epoch ?? 0);
  const left = epochs - model.epochs_done;
  if (done < 1 || left < 0 || attempt.first_epoch === null) return null;
  return ((model.last_heard_at - attempt.started_at) / 1000 / done) * left;
}

/** For each model the metric that stands for it. */
async function chosenFigures(
  { db }: Pick<Database, 'db'>,
  ids: readonly string[],
): Promise<Map<string, MetricFigure>> {
  const ranked = db
    .selectFrom('model_figures')
    .select(['model_id', 'name', 'lower', 'best', 'min_step', 'max_step', 'last', 'last_step'])
    .select(sql<number>`row_number() over (partition by model_id order by rank, name)`.as('place'))
    .where('model_id', 'in', ids)
    .as('ranked');
  const rows = await db.selectFrom(ranked).selectAll().where('place', '=', 1).execute();
  return new Map(rows.map((row) => [row.model_id, shown(row)]));
}

/** The best values of the metrics asked for, by `{model}/{name}`. */
async function namedFigures(
  { db }: Database,
  ids: readonly string[],
  columns: readonly ModelColumn[],
): Promise<Map<string, number | null>> {
  const names = columns.filter(({ kind }) => kind === 'metric').map(({ name }) => name);
  if (names.length === 0) return new Map();
  const rows = await db
    .selectFrom('model_figures')
    .select(['model_id', 'name', 'best'])
    .where('model_id', 'in', ids)
    .where('name', 'in', names)
    .execute();
  return new Map(rows.map((row) => [`${row.model_id}/${row.name}`, row.best]));
}
