import type { ChartSeries } from '@trainyard/protocol';

/** What a chart's x axis counts; `value` is any number, as in a curve over confidence. */
export type XAxis = 'epoch' | 'step' | 'time' | 'value';

/** A line of a chart: its points, in the order of x. */
export interface Line {
  readonly key: string;
  readonly label: string;
  readonly color: string;
  readonly dashed: boolean;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

/** The points of a series, as x and y. Of a thinned one, each column's lowest and highest. */
export function linePoints(
  series: ChartSeries,
  axis: XAxis,
  startedAt: number,
): { x: number[]; y: (number | null)[] } {
  const place = (index: number) => {
    if (axis === 'time') return (series.at[index]! - startedAt) / 1000;
    return axis === 'epoch' ? series.step[index]! + 1 : series.step[index]!;
  };
  if (series.exact) {
    return { x: series.step.map((_, index) => place(index)), y: [...series.low] };
  }
  const x: number[] = [];
  const y: (number | null)[] = [];
  for (let index = 0; index < series.step.length; index++) {
    const here = place(index);
    const next = index + 1 < series.step.length ? place(index + 1) : here + 1;
    x.push(here, here + (next - here) / 2);
    y.push(series.low[index]!, series.high[index]!);
  }
  return { x, y };
}

/**
 * An exponential moving average that starts at the first value instead of at zero.
 * @param weight of the past, 0 (none) to below 1.
 */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  let average = 0;
  let total = 0;
  return values.map((value) => {
    if (value === null) return null;
    average = average * weight + value * (1 - weight);
    total = total * weight + (1 - weight);
    return average / total;
  });
}

/** Lines on one common x axis, as uPlot wants them. */
export function align(lines: readonly Pick<Line, 'x' | 'y'>[]): {
  x: number[];
  ys: (number | null | undefined)[][];
} {
  const x = [...new Set(lines.flatMap((line) => line.x))].sort((a, b) => a - b);
  const place = new Map(x.map((value, index) => [value, index]));
  const ys = lines.map((line) => {
    const column: (number | null | undefined)[] = new Array(x.length).fill(undefined);
    for (const [index, value] of line.x.entries()) column[place.get(value)!] = line.y[index];
    return column;
  });
  return { x, ys };
}
