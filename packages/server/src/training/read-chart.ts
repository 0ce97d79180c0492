import {
  type ChartQuery,
  type ChartReply,
  type ChartSeries,
  HubError,
  MAX_CHART_SERIES,
} from '@trainyard/protocol';
import { sql } from 'kysely';
import type { Caller } from '../accounts/caller.ts';
import { maySee } from '../accounts/sharing-rules.ts';
import { findManyOwned } from '../catalogue/owned-objects.ts';
import type { Database } from '../database/open-database.ts';

const DEFAULT_COLUMNS = 600;

interface SeriesRow {
  readonly id: number;
  readonly model_id: string;
  readonly name: string;
  readonly attempt: number;
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly columns: number;
}

/**
 * Series fit to draw. A series with at most two points per pixel column comes as it is; of a
 * longer one each column's smallest and largest value, so that no peak is lost, and what goes over
 * the wire does not grow with the series.
 * @throws HubError not_found when a model is not there or may not be seen; invalid_query
 */
export async function readChart(
  database: Database,
  caller: Caller,
  query: ChartQuery,
): Promise<ChartReply> {
  const ids = [...new Set(query.model)];
  const models = await findManyOwned(database.db, 'models', ids);
  if (models.filter((model) => maySee(caller, model)).length < ids.length) {
    throw new HubError('not_found');
  }
  const rows = await database.db
    .selectFrom('series')
    .select(['id', 'model_id', 'name', 'attempt'])
    .where('model_id', 'in', ids)
    .where('name', 'in', query.series)
    .orderBy('model_id')
    .orderBy('name')
    .orderBy('attempt')
    .limit(MAX_CHART_SERIES + 1)
    .execute();
  if (rows.length > MAX_CHART_SERIES) {
    throw new HubError('invalid_query', {
      message: `A chart takes at most ${MAX_CHART_SERIES} lines (models × series × attempts).`,
    });
  }
  const range = {
    from: query.from ?? 0,
    to: query.to ?? Number.MAX_SAFE_INTEGER,
    columns: query.columns ?? DEFAULT_COLUMNS,
  };
  return { series: await Promise.all(rows.map((row) => readLine(database, row, range))) };
}

async function readLine(database: Database, row: SeriesRow, range: Range): Promise<ChartSeries> {
  return (await readExact(database, row, range)) ?? (await readColumns(database, row, range));
}

/** The points themselves, or undefined when there are too many of them. */
async function readExact(
  { db }: Database,
  row: SeriesRow,
  { from, to, columns }: Range,
): Promise<ChartSeries | undefined> {
  const most = columns * 2;
  const points = await db
    .selectFrom('points')
    .select(['step', 'value', 'special', 'at'])
    .where('series_id', '=', row.id)
    .where('step', '>=', from)
    .where('step', '<=', to)
    .orderBy('step')
    .limit(most + 1)
    .execute();
  if (points.length > most) return undefined;
  return {
    ...identity(row),
    exact: true,
    step: points.map((point) => point.step),
    at: points.map((point) => point.at),
    low: points.map((point) => (point.special === 0 ? point.value : null)),
    high: [],
    nonFinite: points.filter((point) => point.special !== 0).length,
  };
}

async function readColumns(
  { db }: Database,
  row: SeriesRow,
  { from, to, columns }: Range,
): Promise<ChartSeries> {
  const within = sql`series_id = ${row.id} and step >= ${from} and step <= ${to}`;
  const ends = await sql<{ first: number; last: number }>`select
    (select min(step) from points where ${within}) as first,
    (select max(step) from points where ${within}) as last`.execute(db);
  const { first, last } = ends.rows[0]!;
  const width = Math.max(1, Math.ceil((last - first + 1) / columns));
  // Literals: as parameters they are no integers on SQLite, and the division would be a slow one.
  const { rows } = await sql<Column>`select min(step) as step, min(at) as at,
      min(value) as low, max(value) as high, cast(sum(case when special = 0 then 0 else 1 end) as integer) as odd
    from points where ${within}
    group by (step - ${sql.lit(first)}) / ${sql.lit(width)}
    order by 1`.execute(db);
  return {
    ...identity(row),
    exact: false,
    step: rows.map((column) => column.step),
    at: rows.map((column) => column.at),
    low: rows.map((column) => column.low),
    high: rows.map((column) => column.high),
    nonFinite: rows.reduce((sum, column) => sum + column.odd, 0),
  };
}

interface Column {
  readonly step: number;
  readonly at: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly odd: number;
}

function identity({ model_id: model, name, attempt }: SeriesRow) {
  return { model, name, attempt };
}
