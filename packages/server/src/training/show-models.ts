import type { ModelRow } from '@trainyard/protocol';
import type { Caller } from '../accounts/caller.ts';
import { maySee } from '../accounts/sharing-rules.ts';
import type { Database } from '../database/open-database.ts';
import type { ModelColumn } from './model-columns.ts';
import { readSparks } from './read-sparks.ts';
import { readSummaryRows, type SummaryRow } from './read-summary-rows.ts';
import { epochsOf, type TrainArgs } from './train-args.ts';

/** What all views of a model have in common. */
export type ModelSummary = Omit<ModelRow, 'spark' | 'columns'>;

/**
 * Models as rows of the table, in the order of their ids; unknown ones are left out. What the caller
 * may not see of their surroundings is left out too. Whether the models may be seen is not asked.
 */
export async function showModelRows(
  database: Database,
  caller: Caller,
  ids: readonly string[],
  columns: readonly ModelColumn[] = [],
): Promise<ModelRow[]> {
  if (ids.length === 0) return [];
  const [rows, figures, sparks] = await Promise.all([
    readSummaryRows(database, ids),
    namedFigures(database, ids, columns),
    readSparks(database, ids),
  ]);
  const needsArgs = columns.some(({ kind }) => kind === 'arg');
  return rows.map((row) => {
    const args: TrainArgs = needsArgs ? JSON.parse(row.train_args) : {};
    const value = ({ kind, name }: ModelColumn) =>
      kind === 'arg' ? (args[name] ?? null) : (figures.get(`${row.id}/${name}`) ?? null);
    return {
      ...summaryOf(caller, row),
      spark: sparks.get(row.id)!,
      columns: Object.fromEntries(columns.map((c) => [`${c.kind}:${c.name}`, value(c)])),
    };
  });
}

/** What lists and the page of a model both show, or undefined when there is none. */
export async function summarise(
  database: Database,
  caller: Caller,
  id: string,
): Promise<ModelSummary | undefined> {
  const [row] = await readSummaryRows(database, [id]);
  return row && summaryOf(caller, row);
}

function summaryOf(caller: Caller, model: SummaryRow): ModelSummary {
  const epochs = epochsOf(model.train_args);
  const dataset = reference(caller, model, 'dataset');
  return {
    id: model.id,
    name: model.name,
    state: model.state,
    visibility: model.visibility,
    project: reference(caller, model, 'project'),
    dataset: dataset ?? (model.dataset_name ? { id: null, name: model.dataset_name } : null),
    tags: JSON.parse(model.tags) as string[],
    notes: model.notes,
    pinned: model.pinned === 1,
    attempt: model.attempt,
    epochsDone: model.epochs_done,
    epochs,
    secondsLeft: secondsLeft(model, epochs),
    lastHeardAt: iso(model.last_heard_at),
    lastHeard: model.last_heard,
    stopRequestedAt: iso(model.cancel_requested_at),
    startedAt: iso(model.started_at),
    finishedAt: iso(model.finished_at),
    createdAt: new Date(model.created_at).toISOString(),
    updatedAt: new Date(model.updated_at).toISOString(),
    metric: metricOf(model),
    hasWeights: model.has_weights === 1,
  };
}

/** ISO 8601, or null. */
export function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

/** The project or dataset that a model belongs to, when the caller may see it. */
function reference(
  caller: Caller,
  model: SummaryRow,
  what: 'project' | 'dataset',
): { id: string; name: string } | null {
  const [owner, visibility] = [model[`${what}_owner`], model[`${what}_visibility`]];
  if (owner === null || visibility === null) return null;
  const shared = { owner_id: owner, visibility, deleted_at: model[`${what}_deleted_at`] };
  if (!maySee(caller, shared)) return null;
  return { id: model[`${what}_id`]!, name: model[`${what}_title`]! };
}

/** The metric that stands for a model. */
function metricOf(row: SummaryRow): ModelSummary['metric'] {
  if (row.metric === null) return null;
  return {
    name: row.metric,
    lowerIsBetter: row.lower === 1,
    best: row.best,
    bestStep: row.lower === 1 ? row.min_step : row.max_step,
    last: row.last,
  };
}

/** By the pace of the attempt under way, so that a pause before a resume does not count. */
function secondsLeft(model: SummaryRow, epochs: number | null): number | null {
  const { attempt_started_at: started, first_epoch: first } = model;
  if (model.state !== 'training' || epochs === null || !model.last_heard_at) return null;
  if (started === null || first === null) return null;
  const done = model.epochs_done - first;
  const left = epochs - model.epochs_done;
  if (done < 1 || left < 0) return null;
  return ((model.last_heard_at - started) / 1000 / done) * left;
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
