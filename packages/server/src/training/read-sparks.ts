import { sql } from 'kysely';
import type { Database } from '../database/open-database.ts';

/** Values of a sparkline: more than it has pixel pairs would not be seen. */
const MOST = 40;

/** Look-ups per statement: SQLite takes at most 32,766 parameters. */
const LOOKUPS_PER_STATEMENT = 5000;

interface Sparked {
  readonly id: string;
  readonly metric: { readonly name: string } | null;
}

/**
 * The metric that stands for each model, over its epochs, thinned out. Of an epoch trained twice
 * the later attempt counts. What is read does not grow with the series: of a long one, so many
 * points are looked up.
 */
export async function readSparks(
  { db }: Database,
  models: readonly Sparked[],
): Promise<Map<string, (number | null)[]>> {
  const wanted = models.flatMap(({ id, metric }) => (metric ? [{ id, name: metric.name }] : []));
  if (wanted.length === 0) return new Map();
  const series = await db
    .selectFrom('series')
    .select(['id', 'model_id', 'name'])
    .select([
      sql<number | null>`(select min(step) from points where series_id = series.id)`.as('first'),
      sql<number | null>`(select max(step) from points where series_id = series.id)`.as('last'),
    ])
    .where(
      'model_id',
      'in',
      wanted.map(({ id }) => id),
    )
    .where('name', 'in', [...new Set(wanted.map(({ name }) => name))])
    .orderBy('attempt')
    .execute();
  const nameOf = new Map(wanted.map(({ id, name }) => [id, name]));
  const chosen = series.filter((row) => nameOf.get(row.model_id) === row.name);
  const lookups = chosen.flatMap(({ id, first, last }) => {
    if (first === null || last === null) return [];
    const width = Math.ceil((last - first + 1) / MOST);
    const stretches = Math.ceil((last - first + 1) / width);
    return Array.from({ length: stretches }, (_, stretch) => {
      const from = first + stretch * width;
      return { id, from, end: Math.min(last, from + width - 1) };
    });
  });
  const points = new Map<number, Point[]>();
  for (let at = 0; at < lookups.length; at += LOOKUPS_PER_STATEMENT) {
    for (const point of await lookUp(db, lookups.slice(at, at + LOOKUPS_PER_STATEMENT))) {
      const known = points.get(point.series_id);
      if (known) known.push(point);
      else points.set(point.series_id, [point]);
    }
  }
  const byModel = new Map<string, Map<number, number | null>>();
  for (const { id, model_id: model } of chosen) {
    const steps = byModel.get(model) ?? new Map<number, number | null>();
    byModel.set(model, steps);
    for (const { step, value } of points.get(id) ?? []) steps.set(step, value);
  }
  return new Map(
    [...byModel].map(([model, steps]) => [
      model,
      [...steps].sort(([a], [b]) => a - b).map(([, value]) => value),
    ]),
  );
}

interface Point {
  readonly series_id: number;
  readonly step: number;
  readonly value: number | null;
}

/** The last point within each of the given stretches of series, where there is one. */
async function lookUp(
  db: Database['db'],
  stretches: readonly { readonly id: number; readonly from: number; readonly end: number }[],
): Promise<Point[]> {
  const rows = stretches.map(
    ({ id, from, end }) =>
      sql`(cast(${id} as bigint), cast(${from} as bigint), cast(${end} as bigint))`,
  );
  const { rows: points } = await sql<Point>`select p.series_id, p.step, p.value
    from (values ${sql.join(rows)}) as v
    cross join points as p
    where p.series_id = v.column1 and p.step = (select max(q.step) from points as q
      where q.series_id = v.column1 and q.step >= v.column2 and q.step <= v.column3)`.execute(db);
  return points;
}
