import { useQuery } from '@tanstack/react-query';
import type { ChartSeries, ModelDetail } from '@trainyard/protocol';
import { useMemo } from 'react';
import { type Line, linePoints, type XAxis } from '../../components/chart/line.ts';
import { LineChart } from '../../components/chart/line-chart.tsx';
import { lineColor } from '../../components/chart/palette.ts';
import { formatNumber } from '../../lib/format.ts';
import { useTheme } from '../../lib/theme.ts';
import { chartWindow } from './chart-window.ts';
import { chartQuery } from './model-queries.ts';

export interface ChartGroupProps {
  readonly model: ModelDetail;
  readonly names: readonly string[];
  readonly axis: XAxis;
  readonly logarithmic: boolean;
  readonly smoothing: number;
  readonly range: readonly [number, number] | null;
  readonly onRange: (range: [number, number] | null) => void;
}

/** One chart for each series of a group; they share their zoom and their cursor. */
export function ChartGroup(props: ChartGroupProps) {
  const { model, names, axis, range } = props;
  const { data } = useQuery(chartQuery(model.id, names, chartWindow(axis, range)));
  return (
    <div className="charts">
      {names.map((name) => (
        <SeriesChart
          key={name}
          {...props}
          name={name}
          series={data?.series.filter((series) => series.name === name)}
        />
      ))}
    </div>
  );
}

function SeriesChart({
  name,
  series,
  model,
  axis,
  ...rest
}: ChartGroupProps & { readonly name: string; readonly series: ChartSeries[] | undefined }) {
  const { dark } = useTheme();
  const startedAt = model.startedAt ? Date.parse(model.startedAt) : 0;
  const lines = useMemo<Line[]>(
    () =>
      (series ?? []).map((one) => ({
        key: `${one.attempt}`,
        label: (series?.length ?? 0) > 1 ? `attempt ${one.attempt}` : name,
        color: lineColor(one.attempt - 1, dark),
        dashed: false,
        ...linePoints(one, axis, startedAt),
      })),
    [series, name, axis, dark, startedAt],
  );
  const last = series?.at(-1);
  const value = last?.exact ? last.low.at(-1) : last?.high.at(-1);
  const odd = (series ?? []).reduce((sum, one) => sum + one.nonFinite, 0);
  const label = name.slice(name.indexOf('/') + 1);
  return (
    <figure className="chart-card">
      <figcaption className="chart-head">
        <h3>{label}</h3>
        {odd > 0 && <span className="muted small">{odd} × NaN or ∞</span>}
        <span className="number">{formatNumber(value)}</span>
      </figcaption>
      {series && lines.length > 0 ? (
        <LineChart
          {...rest}
          axis={axis}
          lines={lines}
          syncKey={model.id}
          label={`${name}: ${lines[0]!.x.length} points, last ${formatNumber(value)}`}
        />
      ) : (
        <div className="chart-box skeleton" />
      )}
    </figure>
  );
}
