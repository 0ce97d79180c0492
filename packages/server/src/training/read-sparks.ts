import { sql } from 'kysely';
import { jsonRows } from '../database/json-rows.ts';
import type { Database } from '../database/open-database.ts';

/** Values of a sparkline: more than it has pixel pairs would not be seen. */
const MOST = 40;

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
  database: Database,
  models: readonly Sparked[],
): Promise<Map<string, (number | null)[]>> {
  const wanted = models.flatMap(({ id, metric }) => (metric ? [{ id, name: metric.name }] : []));
  if (wanted.length === 0) return new Map();
  const series = await database.db
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
  const points = Map.groupBy(await readPoints(database, chosen), (point) => point.series_id);
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

/** All points of short series, and some of long ones. */
async function readPoints(
  database: Database,
  series: readonly { readonly id: number; first: number | null; last: number | null }[],
): Promise<Point[]> {
  const whole: number[] = [];
  const stretches: Stretch[] = [];
  for (const { id, first, last } of series) {
    if (first === null || last === null) continue;
    if (last - first < MOST) whole.push(id);
    else stretches.push(...stretchesOf(id, first, last));
  }
  const [all, some] = await Promise.all([readWhole(database, whole), lookUp(database, stretches)]);
  return [...all, ...some];
}

type Stretch = readonly [id: number, from: number, end: number];

function stretchesOf(id: number, first: number, last: number): Stretch[] {
  const width = Math.ceil((last - first + 1) / MOST);
  const count = Math.ceil((last - first + 1) / width);
  return Array.from({ length: count }, (_, stretch) => {
    const from = first + stretch * width;
    return [id, from, Math.min(last, from + width - 1)] as const;
  });
}

async function readWhole({ db }: Database, ids: readonly number[]): Promise<Point[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('points')
    .select(['series_id', 'step', 'value'])
    .where('series_id', 'in', ids)
    .limit(2 * MOST * ids.length)
    .execute();
}

/** The last point within each of the given stretches of series, where there is one. */
async function lookUp(
  database: Database,
  stretches: readonly Stretch[],
): Promise<readonly Point[]> {
  if (stretches.length === 0) return [];
  const { rows } = await sql<Point>`select p.series_id, p.step, p.value
    from (select cast(v.value ->> 0 as bigint) as id, cast(v.value ->> 1 as bigint) as first,
      cast(v.value ->> 2 as bigint) as last from ${jsonRows(database, stretches)}) as s
    cross join points as p
    where p.series_id = s.id and p.step = (select max(q.step) from points as q
      where q.series_id = s.id and q.step >= s.first and q.step <= s.last)`.execute(database.db);
  return rows;
}
