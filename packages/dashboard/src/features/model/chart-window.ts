import type { XAxis } from '../../components/chart/line.ts';

/** Pixel columns that a whole chart is asked for. */
const COLUMNS = 500;

/** What of a series to ask the hub for. */
export interface ChartWindow {
  readonly from?: number;
  readonly to?: number;
  readonly columns: number;
}

/**
 * The steps that a zoom asks for. They begin and end at multiples of about its width, and go
 * beyond it on both sides: moving along asks again once a width, not at every pixel.
 */
export function chartWindow(axis: XAxis, range: readonly [number, number] | null): ChartWindow {
  if (!range || axis === 'time') return { columns: COLUMNS };
  const shift = axis === 'epoch' ? 1 : 0;
  const [low, high] = [range[0] - shift, range[1] - shift];
  const block = 2 ** Math.ceil(Math.log2(Math.max(1, high - low)));
  return {
    from: Math.max(0, (Math.floor(low / block) - 1) * block),
    to: Math.max(0, (Math.ceil(high / block) + 1) * block),
    // Up to four blocks, of which about one is on the screen.
    columns: COLUMNS * 4,
  };
}
