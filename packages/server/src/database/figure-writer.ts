import type { Kysely } from 'kysely';
import type { RowBatch } from './row-batch.ts';
import type { Schema } from './schema.ts';

/** Numbers of a batch of figures: after the texts `model_id` and `name`, the rest of the columns. */
export const FIGURE_COLUMNS = [
  'rank',
  'lower',
  'min',
  'min_step',
  'max',
  'max_step',
  'best',
  'last',
  'last_step',
] as const;

/**
 * Adds figures to those in `model_figures`, inside the caller's transaction; a (model, name) must
 * not occur twice in one batch.
 */
export type FigureWriter = (db: Kysely<Schema>, batch: RowBatch) => Promise<void>;

const smaller = 'model_figures.min IS NULL OR excluded.min < model_figures.min';
const larger = 'model_figures.max IS NULL OR excluded.max > model_figures.max';
const later = 'excluded.last_step >= model_figures.last_step';

const choose = (when: string, column: string) =>
  `CASE WHEN ${when} THEN excluded.${column} ELSE model_figures.${column} END`;

/** The statement, around where its rows come from. */
export const mergeFiguresSql = (source: string): string => `
INSERT INTO model_figures (model_id, name, ${FIGURE_COLUMNS.join(', ')}) ${source}
ON CONFLICT (model_id, name) DO UPDATE SET
  min = ${choose(smaller, 'min')}, min_step = ${choose(smaller, 'min_step')},
  max = ${choose(larger, 'max')}, max_step = ${choose(larger, 'max_step')},
  best = CASE WHEN model_figures.lower = 1 THEN ${choose(smaller, 'min')}
    ELSE ${choose(larger, 'max')} END,
  last = ${choose(later, 'last')}, last_step = ${choose(later, 'last_step')}`;
