import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatDuration, formatNumber } from '../../lib/format.ts';
import { useTheme } from '../../lib/theme.ts';
import { align, type Line, smooth, type XAxis } from './line.ts';
import { chartInk } from './palette.ts';
import { panPlugin } from './pan.ts';
import { tooltipPlugin } from './tooltip.ts';

const HEIGHT = 190;

export interface LineChartProps {
  /** Its name for screen readers. */
  readonly label: string;
  readonly lines: readonly Line[];
  readonly axis: XAxis;
  readonly logarithmic?: boolean;
  /** 0 to below 1; the lines as they are show through faintly. */
  readonly smoothing?: number;
  /** Charts with the same key share their cursor. */
  readonly syncKey?: string;
  /** The part of the x axis to show; all of it when null. */
  readonly range?: readonly [number, number] | null;
  readonly onRange?: (range: [number, number] | null) => void;
  readonly yRange?: readonly [number, number];
}

/**
 * Lines over epochs, steps or time. Drag to zoom, with Shift to move along, double-click to see
 * everything again.
 */
export function LineChart(props: LineChartProps) {
  const { label, lines, axis, logarithmic = false, smoothing = 0, syncKey, yRange } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const { dark } = useTheme();
  const latest = useRef(props);
  latest.current = props;

  // A new plot only for what uPlot cannot change: which lines there are, and how they look.
  const identity = JSON.stringify([
    lines.map(({ key, label: name, color, dashed }) => [key, name, color, dashed]),
    axis,
    logarithmic,
    smoothing > 0,
    dark,
    syncKey,
    yRange,
  ]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `identity` stands for the others.
  useEffect(() => {
    const element = box.current!;
    const created = new uPlot(
      {
        width: element.clientWidth || 320,
        height: HEIGHT,
        padding: [8, 10, 0, 0],
        legend: { show: false },
        cursor: {
          points: { size: 6 },
          drag: { x: true, y: false, uni: 10 },
          ...(syncKey && { sync: { key: syncKey, scales: ['x', null] } }),
        },
        scales: {
          x: { time: false, range: (_plot, low, high) => shownRange(latest.current, low, high) },
          y: {
            distr: logarithmic ? 3 : 1,
            ...(yRange && { range: [yRange[0], yRange[1]] as [number, number] }),
          },
        },
        axes: axes(axis, dark),
        series: [{}, ...lines.flatMap((line) => strokes(line, smoothing > 0))],
        hooks: { setSelect: [(chosen) => select(chosen, latest.current)] },
        plugins: [tooltipPlugin(() => latest.current), panPlugin(() => latest.current)],
      },
      data(lines, smoothing, logarithmic),
      element,
    );
    // uPlot's own double click only resets this one chart.
    created.over.addEventListener('dblclick', () => latest.current.onRange?.(null));
    plot.current = created;
    const observer = new ResizeObserver(() =>
      created.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      created.destroy();
      plot.current = undefined;
    };
  }, [identity]);

  useEffect(() => {
    plot.current?.setData(data(lines, smoothing, logarithmic));
  }, [lines, smoothing, logarithmic]);

  const { range = null } = props;
  useEffect(() => {
    const chart = plot.current;
    if (!chart) return;
    const known = chart.data[0];
    const [min, max] = range ?? [known[0] ?? 0, known.at(-1) ?? 1];
    chart.setScale('x', { min, max });
  }, [range]);

  return <div ref={box} className="chart-box" role="img" aria-label={label} />;
}

function shownRange({ range }: LineChartProps, low: number, high: number): [number, number] {
  if (range) return [range[0], range[1]];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

function select(plot: uPlot, { onRange }: LineChartProps): void {
  const { left, width } = plot.select;
  if (width < 4) return;
  onRange?.([plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')]);
  plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
}

function strokes(line: Line, smoothed: boolean): uPlot.Series[] {
  const shared = {
    stroke: line.color,
    spanGaps: false,
    ...(line.dashed && { dash: [6, 4] }),
  };
  const main = { ...shared, label: line.label, width: 1.75 };
  if (!smoothed) return [main];
  return [{ ...shared, label: '', width: 1, alpha: 0.28, points: { show: false } }, main];
}

function data(lines: readonly Line[], smoothing: number, logarithmic: boolean): uPlot.AlignedData {
  const drawn = lines.flatMap((line) => {
    const y = logarithmic ? line.y.map((v) => (v !== null && v > 0 ? v : null)) : line.y;
    const raw = { x: line.x, y };
    return smoothing > 0 ? [raw, { x: line.x, y: smooth(y, smoothing) }] : [raw];
  });
  const { x, ys } = align(drawn);
  return [x, ...ys] as uPlot.AlignedData;
}

function axes(axis: XAxis, dark: boolean): uPlot.Axis[] {
  const { text, grid } = chartInk(dark);
  const look = {
    stroke: text,
    grid: { stroke: grid, width: 1 },
    ticks: { show: false },
    font: '11px "Inter Variable", sans-serif',
  };
  // Whole epochs, whole steps, whole seconds.
  const whole = axis === 'value' ? {} : { incrs: axis === 'time' ? SECONDS : COUNTS };
  const words = (_plot: uPlot, values: number[]) =>
    values.map((value) => (axis === 'time' ? formatDuration(value) : compact(value)));
  return [
    { ...look, ...whole, values: words, size: 26, gap: 4, space: axis === 'time' ? 90 : 50 },
    {
      ...look,
      size: 52,
      gap: 4,
      values: (_plot, values) => values.map((v) => (v === null ? '' : formatNumber(v))),
    },
  ];
}

/** Steps of an axis that counts. */
const COUNTS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8].flatMap((n) => [n, 2 * n, 5 * n]);

/** Steps of an axis of time: seconds, minutes, hours, days. */
const SECONDS = [
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800],
  ...[1, 2, 4, 8, 12, 24, 48, 120, 240, 480].map((hours) => hours * 3600),
];

function compact(value: number): string {
  if (Math.abs(value) < 10_000) return String(value);
  return Intl.NumberFormat('en', { notation: 'compact' }).format(value);
}
