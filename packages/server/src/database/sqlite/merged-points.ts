import { POINT_COLUMNS } from '../point-writer.ts';

/** Points in the order in which `points` is stored. */
export interface MergedPoints {
  /** {@link POINT_COLUMNS} numbers a point, in the order of their arrival. */
  readonly values: Float64Array;
  /** Where the points begin in `values`: by series, then step, each point once, its newest. */
  readonly order: Uint32Array;
}

/** Puts batches, the oldest first, into one order. */
export function mergePoints(batches: readonly Float64Array[]): MergedPoints {
  const length = batches.reduce((sum, batch) => sum + batch.length, 0);
  const values = new Float64Array(length);
  let at = 0;
  for (const batch of batches) {
    values.set(batch, at);
    at += batch.length;
  }
  const bySeries = new Map<number, number[]>();
  for (let start = 0; start < length; start += POINT_COLUMNS) {
    const starts = bySeries.get(values[start]!);
    if (starts) starts.push(start);
    else bySeries.set(values[start]!, [start]);
  }
  const order = new Uint32Array(length / POINT_COLUMNS);
  let used = 0;
  for (const series of [...bySeries.keys()].sort((a, b) => a - b)) {
    for (const start of byStep(values, bySeries.get(series)!)) order[used++] = start;
  }
  return { values, order: order.subarray(0, used) };
}

/** One series' points by step; of several at one step the newest. Mostly they come in order. */
function byStep(values: Float64Array, starts: readonly number[]): Iterable<number> {
  const step = (start: number) => values[start + 1]!;
  const ascends = starts.every((start, at) => at === 0 || step(start) > step(starts[at - 1]!));
  if (ascends) return starts;
  const newest = new Map(starts.map((start) => [step(start), start]));
  return [...newest.values()].sort((a, b) => step(a) - step(b));
}
