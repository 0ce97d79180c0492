import type { ChartSeries } from '@trainyard/protocol';
import { sql } from 'kysely';
import { jsonRows } from '../database/json-rows.ts';
import type { Database } from '../database/open-database.ts';
import { type ChartRange, identity, type SeriesRow } from './chart-series.ts';
import { exactLine, readExact } from './exact-lines.ts';
import { MOST_UNROLLED } from './rollups/build-rollups.ts';
import { readColumns } from './rollups/read-columns.ts';
import type { RollupKeeper } from './rollups/rollup-keeper.ts';

/** Steps without rollups from which on a reader asks for them. */
const WORTH_ROLLING = 4 * MOST_UNROLLED;

/** What charts are read from. */
export interface ChartParts {
  readonly database: Database;
  readonly rollups: RollupKeeper;
}

/** Short series come together, long ones each by itself. */
export async function readLines(
  parts: ChartParts,
  rows: readonly SeriesRow[],
  range: ChartRange,
): Promise<ChartSeries[]> {
  const extents = await readExtents(parts.database, rows, range);
  const short = rows.filter(({ id }) => extents.get(id)!.beyond === null);
  const [exact, long] = await Promise.all([
    readExact(parts.database, short, range),
    Promise.all(
      rows.map((row) => {
        const extent = extents.get(row.id)!;
        return extent.beyond === null ? undefined : readLong(parts, row, extent, range);
      }),
    ),
  ]);
  return rows.map((row, at) => long[at] ?? exactLine(row, exact.get(row.id), range));
}

/** The first and last step within a range, and the first one too many for a list of points. */
interface Extent {
  readonly id: number;
  readonly first: number;
  readonly last: number;
  readonly beyond: number | null;
}

async function readExtents(
  database: Database,
  series: readonly SeriesRow[],
  { from, to, columns }: ChartRange,
): Promise<Map<number, Extent>> {
  if (series.length === 0) return new Map();
  const within = sql`from points
    where series_id = s.id and step >= ${from} and step <= ${to}`;
  const ids = series.map(({ id }) => [id]);
  const most = columns * 2;
  // Where not so many steps lie between the ends, there cannot be too many points.
  const { rows } = await sql<Extent>`select s.id, first, last,
      case when last - first >= ${most}
        then (select step ${within} order by step limit 1 offset ${most}) end as beyond
    from (select s.id, (select min(step) ${within}) as first, (select max(step) ${within}) as last
      from (select cast(v.value ->> 0 as bigint) as id
        from ${jsonRows(database, ids)}) as s) as s`.execute(database.db);
  return new Map(rows.map((row) => [row.id, row]));
}

async function readLong(
  { database: { db }, rollups }: ChartParts,
  row: SeriesRow,
  { first, last }: Extent,
  range: ChartRange,
): Promise<ChartSeries> {
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
