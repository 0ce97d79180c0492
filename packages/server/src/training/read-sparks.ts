import { sql } from 'kysely';
import { jsonRows } from '../database/json-rows.ts';
import type { NumberColumns } from '../database/number-reader.ts';
import type { Database } from '../database/open-database.ts';
import { chosenMetric } from './read-summary-rows.ts';

/** Values of a sparkline: more than it has pixel pairs would not be seen. */
const MOST = 40;

const most = sql.lit(MOST);

/** The numbers of the stretches that a long series is cut into, as rows. */
const STRETCHES = sql.join(Array.from({ length: MOST }, (_, at) => sql`(${sql.lit(at)})`));

/** Which model, by its place among those asked for, which attempt, and its point. */
const COLUMNS = ['model', 'attempt', 'step', 'value'] as const;

/**
 * The metric that stands for each model, over its epochs, thinned out. Of an epoch trained twice
 * the later attempt counts. What is read does not grow with the series: a short one is read as a
 * whole, and of a long one the last point of each stretch is looked up.
 * @returns by model; empty for one without points
 */
export async function readSparks(
  database: Database,
  ids: readonly string[],
): Promise<Map<string, (number | null)[]>> {
  const models = ids.map((id, at) => [id, at]);
  // Cross joins have SQLite go from left to right.
  const statement = sql`with asked as materialized (
      select v.value ->> 0 as id, cast(v.value ->> 1 as integer) as model
      from ${jsonRows(database, models)}
    ), chosen as materialized (
      select s.id, m.model, s.attempt,
        (select min(step) from points where series_id = s.id) as first,
        (select max(step) from points where series_id = s.id) as last
      from asked as m cross join series as s
      where s.model_id = m.id and s.name = ${chosenMetric('m.id')}
    ), stretch(at) as (values ${STRETCHES}), stretches as (
      select c.id, c.model, c.attempt, c.first + width * at as first,
        c.first + width * (at + 1) - 1 as last
      from (select *, (last - first) / ${most} + 1 as width from chosen
        where last - first >= ${most}) as c
      cross join stretch
      where width * at <= c.last - c.first
    )
    select c.model, c.attempt, p.step, p.value from chosen as c cross join points as p
    where c.last - c.first < ${most} and p.series_id = c.id
    union all
    select s.model, s.attempt, p.step, p.value from stretches as s cross join points as p
    where p.series_id = s.id and p.step = (select max(q.step) from points as q
      where q.series_id = s.id and q.step >= s.first and q.step <= s.last)`;
  const points = await database.readNumbers(database.db, statement.compile(database.db), COLUMNS);
  const rows: number[][] = ids.map(() => []);
  for (const [row, model] of points.model.entries()) rows[model]!.push(row);
  return new Map(ids.map((id, at) => [id, inOrder(points, rows[at]!)]));
}

/** The values of a model's rows in the order of their steps, of each step the latest attempt's. */
function inOrder(
  { attempt, step, value }: NumberColumns<(typeof COLUMNS)[number]>,
  rows: number[],
): (number | null)[] {
  rows.sort((a, b) => step[a]! - step[b]! || attempt[a]! - attempt[b]!);
  const latest = rows.filter((row, at) => step[row] !== step[rows[at + 1]!]);
  return latest.map((row) => (Number.isNaN(value[row]) ? null : value[row]!));
}
