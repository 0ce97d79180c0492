import { sql } from 'kysely';
import { jsonList, jsonRows } from '../database/json-rows.ts';
import type { Database } from '../database/open-database.ts';
import { chosenMetric } from './read-summary-rows.ts';

/** Values of a sparkline: more than it has pixel pairs would not be seen. */
const MOST = 40;

/** The stretches that a long series is cut into, as rows. */
const STRETCHES = Array.from({ length: MOST }, (_, at) => [at]);

interface Point {
  readonly model_id: string;
  readonly step: number;
  readonly value: number | null;
}

/**
 * The metric that stands for each model, over its epochs, thinned out. Of an epoch trained twice
 * the later attempt counts. What is read does not grow with the series: a short one is read as a
 * whole, and of a long one the last point of each stretch is looked up.
 */
export async function readSparks(
  database: Database,
  ids: readonly string[],
): Promise<Map<string, (number | null)[]>> {
  // Cross joins have SQLite go from left to right.
  const { rows } = await sql<Point>`with chosen as materialized (
      select s.id, s.model_id, s.attempt,
        (select min(step) from points where series_id = s.id) as first,
        (select max(step) from points where series_id = s.id) as last
      from models as m cross join series as s
      where m.id in ${jsonList(database, ids)} and s.model_id = m.id
        and s.name = ${chosenMetric('m.id')}
    ), stretches as (
      select c.id, c.model_id, c.attempt, c.first + width * at as first,
        c.first + width * (at + 1) - 1 as last
      from (select *, (last - first) / ${sql.lit(MOST)} + 1 as width from chosen
        where last - first >= ${sql.lit(MOST)}) as c
      cross join (select cast(v.value ->> 0 as bigint) as at
        from ${jsonRows(database, STRETCHES)}) as n
      where width * at <= c.last - c.first
    )
    select c.model_id, c.attempt, p.step, p.value from chosen as c cross join points as p
    where c.last - c.first < ${sql.lit(MOST)} and p.series_id = c.id
    union all
    select s.model_id, s.attempt, p.step, p.value from stretches as s cross join points as p
    where p.series_id = s.id and p.step = (select max(q.step) from points as q
      where q.series_id = s.id and q.step >= s.first and q.step <= s.last)
    order by attempt, step`.execute(database.db);
  const byModel = Map.groupBy(rows, ({ model_id: model }) => model);
  return new Map([...byModel].map(([model, points]) => [model, inOrder(points)]));
}

/** The values in the order of their steps, of points that come attempt by attempt. */
function inOrder(points: readonly Point[]): (number | null)[] {
  const values = new Map(points.map(({ step, value }) => [step, value]));
  return [...values].sort(([a], [b]) => a - b).map(([, value]) => value);
}
