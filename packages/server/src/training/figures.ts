import { lowerIsBetter, metricRank } from '@trainyard/protocol';
import { sql, type Transaction } from 'kysely';
import { FIGURE_COLUMNS } from '../database/figure-writer.ts';
import { jsonRows } from '../database/json-rows.ts';
import type { Database } from '../database/open-database.ts';
import { RowBatch } from '../database/row-batch.ts';
import type { ModelFiguresTable, Schema } from '../database/schema.ts';
import type { EpochMetrics } from './parse-metrics.ts';

/** The figures of one metric, without the model that they belong to. */
export type Figure = Omit<ModelFiguresTable, 'model_id'>;

/** The figures of some values of one metric. */
export interface GatheredFigure {
  readonly figure: Figure;
  /** Lowest step among the values. */
  firstStep: number;
  /** Whether the smallest or largest value was overwritten, so that only the points can tell. */
  overwritten: boolean;
}

/** The figures of a model's metrics, by name. */
export type Figures = Map<string, GatheredFigure>;

/** Adds one value to figures. Order does not matter, and adding it again changes nothing. */
export function addValue(figures: Figures, name: string, step: number, value: number | null): void {
  const known = figures.get(name);
  const gathered = known ?? {
    figure: emptyFigure(name, step),
    firstStep: step,
    overwritten: false,
  };
  if (!known) figures.set(name, gathered);
  const { figure } = gathered;
  gathered.firstStep = Math.min(gathered.firstStep, step);
  const finite = value !== null && Number.isFinite(value) ? value : null;
  if (lost(figure.min, figure.min_step, step, finite, -1)) gathered.overwritten = true;
  if (lost(figure.max, figure.max_step, step, finite, 1)) gathered.overwritten = true;
  if (step >= figure.last_step) {
    figure.last_step = step;
    figure.last = finite;
  }
  if (finite === null) return;
  if (figure.min === null || finite < figure.min) {
    figure.min = finite;
    figure.min_step = step;
  }
  if (figure.max === null || finite > figure.max) {
    figure.max = finite;
    figure.max_step = step;
  }
  figure.best = figure.lower ? figure.min : figure.max;
}

/** Whether a value takes the place of the extreme one without being as extreme. */
function lost(
  extreme: number | null,
  at: number | null,
  step: number,
  value: number | null,
  sign: 1 | -1,
): boolean {
  return at === step && extreme !== null && (value === null || (extreme - value) * sign > 0);
}

/** Adds the values of one call. */
export function addEpochs(figures: Figures, epochs: readonly EpochMetrics[]): void {
  for (const { epoch, names, values } of epochs) {
    for (let at = 0; at < names.length; at++) addValue(figures, names[at]!, epoch, values[at]!);
  }
}

/** The figures of one model. A list of them has each model once. */
export interface ModelFigures {
  readonly modelId: string;
  readonly figures: Figures;
}

/**
 * Names, by model, whose figures only the points can tell: a value that came again may have taken
 * the place of the smallest or largest one that the table knows. Too many rather than too few: of
 * steps trained twice only the range is looked at.
 */
export async function overwrittenFigures(
  database: Database,
  trx: Transaction<Schema>,
  models: readonly ModelFigures[],
): Promise<Map<string, Set<string>>> {
  const names = new Map(models.map(({ modelId }) => [modelId, new Set<string>()]));
  for (const { modelId, figures } of models) {
    for (const [name, { overwritten }] of figures) if (overwritten) names.get(modelId)!.add(name);
  }
  const firstSteps = models.map(({ modelId, figures }) => {
    const steps = [...figures.values()].map(({ firstStep }) => firstStep);
    return [modelId, steps.reduce((a, b) => Math.min(a, b), Number.MAX_SAFE_INTEGER)] as const;
  });
  // Mostly nothing: epochs go up, and what the table knows lies before them.
  const { rows } = await sql<Extremes>`
    select model_id, name, min, min_step, max, max_step
    from ${jsonRows(database, firstSteps)} cross join model_figures as f
    where f.model_id = v.value ->> 0
      and (f.min_step >= cast(v.value ->> 1 as bigint)
        or f.max_step >= cast(v.value ->> 1 as bigint))`.execute(trx);
  const gathered = new Map(models.map(({ modelId, figures }) => [modelId, figures]));
  for (const known of rows) {
    const now = gathered.get(known.model_id)!.get(known.name);
    if (now && isWorse(known, now)) names.get(known.model_id)!.add(known.name);
  }
  return names;
}

type Extremes = Pick<
  ModelFiguresTable,
  'model_id' | 'name' | 'min' | 'min_step' | 'max' | 'max_step'
>;

/** Whether what was the smallest or largest may have been overwritten by something less extreme. */
function isWorse(known: Extremes, { figure, firstStep }: GatheredFigure): boolean {
  const again = (step: number | null) =>
    step !== null && step >= firstStep && step <= figure.last_step;
  return (
    (again(known.min_step) && (figure.min === null || figure.min > known.min!)) ||
    (again(known.max_step) && (figure.max === null || figure.max < known.max!))
  );
}

/** Adds figures to those that the table has. */
export async function mergeFigures(
  database: Database,
  trx: Transaction<Schema>,
  models: readonly ModelFigures[],
): Promise<void> {
  const texts: string[] = [];
  const numbers: number[] = [];
  for (const { modelId, figures } of models) {
    for (const { figure } of figures.values()) {
      texts.push(modelId, figure.name);
      for (const column of FIGURE_COLUMNS) numbers.push(figure[column] ?? Number.NaN);
    }
  }
  if (texts.length === 0) return;
  const batch = new RowBatch(FIGURE_COLUMNS.length, Float64Array.from(numbers), texts);
  await database.mergeFigures(trx, batch);
}

function emptyFigure(name: string, step: number): Figure {
  return {
    name,
    rank: metricRank(name),
    lower: lowerIsBetter(name) ? 1 : 0,
    min: null,
    min_step: null,
    max: null,
    max_step: null,
    best: null,
    last: null,
    last_step: step,
  };
}
