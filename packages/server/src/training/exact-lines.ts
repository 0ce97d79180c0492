import type { ChartSeries } from '@trainyard/protocol';
import type { NumberColumns } from '../database/number-reader.ts';
import type { Database } from '../database/open-database.ts';
import { type ChartRange, identity, type SeriesRow } from './chart-series.ts';

/** Short series in one statement: a question to the engine costs more than what one of them holds. */
const TOGETHER = 20;

const NUMBERS = ['series_id', 'step', 'value', 'special', 'at'] as const;

/** The points of a series, among those of others that were read together. */
interface Stretch {
  readonly points: NumberColumns<(typeof NUMBERS)[number]>;
  readonly from: number;
  /** Not included. */
  readonly end: number;
}

/** All points of series that are known to have few, in their order, by series. */
export async function readExact(
  { db, readNumbers }: Database,
  series: readonly SeriesRow[],
  { from, to }: ChartRange,
): Promise<Map<number, Stretch>> {
  const parts: SeriesRow[][] = [];
  for (let at = 0; at < series.length; at += TOGETHER) parts.push(series.slice(at, at + TOGETHER));
  const read = parts.map((part) => {
    const statement = db
      .selectFrom('points')
      .select(NUMBERS)
      .where(
        'series_id',
        'in',
        part.map(({ id }) => id),
      )
      .where('step', '>=', from)
      .where('step', '<=', to)
      .orderBy('series_id')
      .orderBy('step')
      .compile();
    return readNumbers(db, statement, NUMBERS);
  });
  const stretches = new Map<number, Stretch>();
  for (const points of await Promise.all(read)) {
    const ids = points.series_id;
    for (let at = 0; at < ids.length; ) {
      const from = at;
      while (ids[at] === ids[from]) at++;
      stretches.set(ids[from]!, { points, from, end: at });
    }
  }
  return stretches;
}

/** The points of a series as a line. */
export function exactLine(
  row: SeriesRow,
  stretch: Stretch | undefined,
  { columns }: ChartRange,
): ChartSeries {
  const line = { ...identity(row), exact: true, high: [] };
  if (!stretch) return { ...line, step: [], at: [], low: [], nonFinite: 0 };
  const { points, from } = stretch;
  // More may have come since they were counted.
  const end = Math.min(stretch.end, from + columns * 2);
  const low: (number | null)[] = [];
  let nonFinite = 0;
  for (let at = from; at < end; at++) {
    const isNumber = points.special[at] === 0;
    low.push(isNumber ? points.value[at]! : null);
    if (!isNumber) nonFinite++;
  }
  return {
    ...line,
    step: slice(points.step, from, end),
    at: slice(points.at, from, end),
    low,
    nonFinite,
  };
}

/** Several times as fast as `Array.from`. */
function slice(values: Float64Array, from: number, end: number): number[] {
  const numbers: number[] = [];
  for (let at = from; at < end; at++) numbers.push(values[at]!);
  return numbers;
}
