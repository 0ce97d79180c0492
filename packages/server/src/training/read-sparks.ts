import { sql } from 'kysely';
import type { Database } from '../database/open-database.ts';

/** Values of a sparkline: more than it has pixel pairs would not be seen. */
const MOST = 40;

/** A sparkline of a longer series shows its end: reading a million points for it is not worth it. */
const LONGEST = 20_000;

interface Sparked {
  readonly id: string;
  readonly metric: { readonly name: string } | null;
}

/**
 * The metric that stands for each model, over its epochs, thinned out. Of an epoch trained twice
 * the later attempt counts.
 */
export async function readSparks(
  { db }: Database,
  models: readonly Sparked[],
): Promise<Map<string, (number | null)[]>> {
  const wanted = models.flatMap(({ id, metric }) => (metric ? [{ id, name: metric.name }] : []));
  if (wanted.length === 0) return new Map();
  const series = await db
    .selectFrom('series')
    .innerJoin('model_figures', (join) =>
      join
        .onRef('model_figures.model_id', '=', 'series.model_id')
        .onRef('model_figures.name', '=', 'series.name'),
    )
    .select(['series.id', 'series.model_id', 'series.name', 'model_figures.last_step'])
    .where(
      'series.model_id',
      'in',
      wanted.map(({ id }) => id),
    )
    .where('series.name', 'in', [...new Set(wanted.map(({ name }) => name))])
    .orderBy('series.attempt')
    .execute();
  const nameOf = new Map(wanted.map(({ id, name }) => [id, name]));
  const chosen = series.filter((row) => nameOf.get(row.model_id) === row.name);
  if (chosen.length === 0) return new Map();
  const plan = chosen.map((row) => {
    const from = Math.max(0, row.last_step - LONGEST);
    const every = Math.max(1, Math.ceil((row.last_step - from + 1) / MOST));
    return sql`(cast(${row.id} as bigint), cast(${from} as bigint), cast(${every} as bigint), cast(${row.last_step} as bigint))`;
  });
  const { rows } = await sql<{ series_id: number; step: number; value: number | null }>`
    select series_id, step, value from (values ${sql.join(plan)}) as v
    join points on series_id = v.column1 and step >= v.column2
      and (step % v.column3 = 0 or step = v.column4)`.execute(db);
  const order = new Map(chosen.map((row, index) => [row.id, { index, model: row.model_id }]));
  rows.sort((a, b) => order.get(a.series_id)!.index - order.get(b.series_id)!.index);
  const byModel = new Map<string, Map<number, number | null>>();
  for (const { series_id, step, value } of rows) {
    const { model } = order.get(series_id)!;
    const steps = byModel.get(model) ?? new Map<number, number | null>();
    byModel.set(model, steps.set(step, value));
  }
  return new Map(
    [...byModel].map(([model, steps]) => [
      model,
      [...steps].sort(([a], [b]) => a - b).map(([, value]) => value),
    ]),
  );
}
