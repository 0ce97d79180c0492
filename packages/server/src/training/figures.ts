import { lowerIsBetter, metricRank } from '@trainyard/protocol';
import type { Kysely } from 'kysely';
import type { ModelFiguresTable, Schema } from '../database/schema.ts';
import type { EpochMetrics } from './parse-metrics.ts';

/** The figures of one metric, without the model that they belong to. */
export type Figure = Omit<ModelFiguresTable, 'model_id'>;

/** The figures of a model's metrics, by name. */
export type Figures = Map<string, Figure>;

/** Adds one value to figures. Order does not matter, and adding it again changes nothing. */
export function addValue(figures: Figures, name: string, step: number, value: number | null): void {
  const known = figures.get(name);
  const figure = known ?? emptyFigure(name, step);
  if (!known) figures.set(name, figure);
  const finite = value !== null && Number.isFinite(value) ? value : null;
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

/** Adds the values of one call. */
export function addEpochs(figures: Figures, epochs: readonly EpochMetrics[]): void {
  for (const { epoch, values } of epochs) {
    for (const [name, value] of values) addValue(figures, name, epoch, value);
  }
}

/** Adds figures to those that the table has. */
export async function mergeFigures(
  db: Kysely<Schema>,
  modelId: string,
  figures: Figures,
): Promise<void> {
  const rows = [...figures.values()].map((figure) => ({ model_id: modelId, ...figure }));
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
