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
import { MOST_UNROLLED } from './rollups/build-rollups.ts';
import { readColumns } from './rollups/read-columns.ts';
import type { RollupKeeper } from './rollups/rollup-keeper.ts';

const DEFAULT_COLUMNS = 600;

/** Steps without rollups from which on a reader asks for them. */
const WORTH_ROLLING = 4 * MOST_UNROLLED;

interface SeriesRow {
  readonly id: number;
  readonly model_id: string;
  readonly name: string;
  readonly attempt: number;
  readonly rolled_to: number;
  readonly rollup_exponent: number;
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly columns: number;
}

interface Parts {
  readonly database: Database;
  readonly rollups: RollupKeeper;
}

/**
 * Series fit to draw. A series with at most two points per pixel column comes as it is; of a
 * longer one each column's smallest and largest value, so that no peak is lost, and neither what
 * is read nor what goes over the wire grows with the series.
 * @throws HubError not_found when a model is not there or may not be seen; invalid_query
 */
export async function readChart(
  parts: Parts,
  caller: Caller,
  query: ChartQuery,
): Promise<ChartReply> {
  const { db } = parts.database;
  const ids = [...new Set(query.model)];
  const models = await findManyOwned(db, 'models', ids);
  if (models.filter((model) => maySee(caller, model)).length < ids.length) {
    throw new HubError('not_found');
  }
  const rows = await db
    .selectFrom('series')
    .select(['id', 'model_id', 'name', 'attempt', 'rolled_to', 'rollup_exponent'])
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
  return { series: await Promise.all(rows.map((row) => readLine(parts, row, range))) };
}

async function readLine(
  { database: { db }, rollups }: Parts,
  row: SeriesRow,
  range: Range,
): Promise<ChartSeries> {
  const most = range.columns * 2;
  const within = sql`from points
    where series_id = ${row.id} and step >= ${range.from} and step <= ${range.to}`;
  const { rows } = await sql<Extent>`select (select min(step) ${within}) as first,
    (select max(step) ${within}) as last,
    (select step ${within} order by step limit 1 offset ${most}) as beyond`.execute(db);
  const { first, last, beyond } = rows[0]!;
  if (beyond === null) return readExact(db, row, range);
  if (last - Math.max(first, row.rolled_to) > WORTH_ROLLING) rollups.request(row.model_id);
  const columns = await readColumns(db, row.id, {
    from: first,
    until: last + 1,
    columns: range.columns,
    rolledTo: row.rolled_to,
    finest: row.rollup_exponent,
  });
  return {
    ...identity(row),
    exact: false,
    step: columns.map((column) => column.step),
    at: columns.map((column) => column.at),
    low: columns.map((column) => column.low),
    high: columns.map((column) => column.high),
    nonFinite: columns.reduce((sum, column) => sum + column.odd, 0),
  };
}

/** The first and last step within a range, and the first one too many for a list of points. */
interface Extent {
  readonly first: number;
  readonly last: number;
  readonly beyond: number | null;
}

async function readExact(
  db: Database['db'],
  row: SeriesRow,
  { from, to, columns }: Range,
): Promise<ChartSeries> {
  const points = await db
    .selectFrom('points')
    .select(['step', 'value', 'special', 'at'])
    .where('series_id', '=', row.id)
    .where('step', '>=', from)
    .where('step', '<=', to)
    .orderBy('step')
    .limit(columns * 2)
    .execute();
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

function identity({ model_id: model, name, attempt }: SeriesRow) {
  return { model, name, attempt };
}
