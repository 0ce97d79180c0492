import { lowerIsBetter, metricRank } from '@trainyard/protocol';
import type { Kysely } from 'kysely';
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
  for (const { epoch, values } of epochs) {
    for (const [name, value] of values) addValue(figures, name, epoch, value);
  }
}

/**
 * Names whose figures only the points can tell: a value that came again may have taken the place
 * of the smallest or largest one that the table knows. Too many rather than too few: of steps
 * trained twice only the range is looked at.
 */
export async function overwrittenFigures(
  db: Kysely<Schema>,
  modelId: string,
  figures: Figures,
): Promise<string[]> {
  const known = await db
    .selectFrom('model_figures')
    .select(['name', 'min', 'min_step', 'max', 'max_step'])
    .where('model_id', '=', modelId)
    .execute();
  const names = new Set<string>();
  for (const [name, { overwritten }] of figures) if (overwritten) names.add(name);
  for (const { name, min, min_step, max, max_step } of known) {
    const now = figures.get(name);
    if (!now) continue;
    const { figure, firstStep } = now;
    const again = (step: number | null) =>
      step !== null && step >= firstStep && step <= figure.last_step;
    const worse =
      (again(min_step) && (figure.min === null || figure.min > min!)) ||
      (again(max_step) && (figure.max === null || figure.max < max!));
    if (worse) names.add(name);
  }
  return [...names];
}

/** Adds figures to those that the table has. */
export async function mergeFigures(
  db: Kysely<Schema>,
  modelId: string,
  figures: Figures,
): Promise<void> {
  const rows = [...figures.values()].map(({ figure }) => ({ model_id: modelId, ...figure }));
  // SQLite takes at most 32,766 parameters in a statement.
  for (let at = 0; at < rows.length; at += 1000) {
    await db
      .insertInto('model_figures')
      .values(rows.slice(at, at + 1000))
      .onConflict((conflict) =>
        conflict.columns(['model_id', 'name']).doUpdateSet((eb) => {
          const old = (column: keyof Figure) => eb.ref(`model_figures.${column}` as 'min');
          const now = (column: keyof Figure) => eb.ref(`excluded.${column}` as 'min');
          const smaller = eb.or([eb(old('min'), 'is', null), eb(now('min'), '<', old('min'))]);
          const larger = eb.or([eb(old('max'), 'is', null), eb(now('max'), '>', old('max'))]);
          const later = eb(now('last_step'), '>=', old('last_step'));
          const choose = (when: typeof smaller | typeof later, column: keyof Figure) =>
            eb.case().when(when).then(now(column)).else(old(column)).end();
          return {
            min: choose(smaller, 'min'),
            min_step: choose(smaller, 'min_step'),
            max: choose(larger, 'max'),
            max_step: choose(larger, 'max_step'),
            best: eb
              .case()
              .when(eb.ref('model_figures.lower'), '=', 1)
              .then(choose(smaller, 'min'))
              .else(choose(larger, 'max'))
              .end(),
            last: choose(later, 'last'),
            last_step: choose(later, 'last_step') as never,
          };
        }),
      )
      .execute();
  }
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
