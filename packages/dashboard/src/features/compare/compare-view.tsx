import { keepPreviousData, useQueries } from '@tanstack/react-query';
import type { ChartReply, ModelDetail, SeriesPage } from '@trainyard/protocol';
import { APP_PATHS } from '@trainyard/protocol/app/paths';
import { useMemo, useState } from 'react';
import { groupSeries } from '../../components/chart/group-series.ts';
import { type Line, linePoints } from '../../components/chart/line.ts';
import { LineChart } from '../../components/chart/line-chart.tsx';
import { lineColor } from '../../components/chart/palette.ts';
import { Failed, Loading } from '../../components/states.tsx';
import { request } from '../../lib/api.ts';
import { useTheme } from '../../lib/theme.ts';
import { CompareTable } from './compare-table.tsx';

/** Charts of a comparison; beyond these a page gets slow to read before it gets slow to draw. */
const MOST_CHARTS = 40;

/** Several models' charts over each other, and a table of what differs. */
export function CompareView({ ids }: { ids: readonly string[] }) {
  const details = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['model', id],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        request<ModelDetail>(APP_PATHS.model, { params: { id }, signal }),
    })),
  });
  const series = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['series', id],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        request<SeriesPage>(APP_PATHS.modelSeries, {
          params: { id },
          query: { limit: 200 },
          signal,
        }),
    })),
  });
  const failed = [...details, ...series].find((query) => query.error);
  if (failed) return <Failed error={failed.error} retry={() => void failed.refetch()} />;
  const models = details.flatMap((query) => (query.data ? [query.data] : []));
  if (models.length < ids.length) return <Loading lines={8} label="Loading the models" />;
  const all = new Set(series.flatMap((query) => query.data?.items.map((item) => item.name) ?? []));
  const names = groupSeries([...all]).flatMap((group) => group.series);
  return (
    <>
      <CompareLegend models={models} />
      <CompareTable models={models} />
      <h2>Charts</h2>
      <CompareCharts models={models} names={names.slice(0, MOST_CHARTS)} />
    </>
  );
}

function CompareLegend({ models }: { models: readonly ModelDetail[] }) {
  const { dark } = useTheme();
  return (
    <div className="legend">
      {models.map((model, index) => (
        <span key={model.id}>
          <i className="swatch" style={{ background: lineColor(index, dark) }} />
          {model.name}
        </span>
      ))}
    </div>
  );
}

function CompareCharts({
  models,
  names,
}: {
  models: readonly ModelDetail[];
  names: readonly string[];
}) {
  const { dark } = useTheme();
  const [range, setRange] = useState<[number, number] | null>(null);
  const charts = useQueries({
    queries: models.map(({ id }) => ({
      queryKey: ['chart', id, names, {}],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        request<ChartReply>(APP_PATHS.chart, {
          query: { model: id, series: names, columns: 500 },
          signal,
        }),
      enabled: names.length > 0,
      placeholderData: keepPreviousData,
    })),
  });
  const replies = charts.map((query) => query.data);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the replies are what changes.
  const lines = useMemo(() => {
    const byName = new Map<string, Line[]>();
    for (const [index, model] of models.entries()) {
      for (const series of replies[index]?.series ?? []) {
        const known = byName.get(series.name) ?? [];
        known.push({
          key: `${model.id}/${series.attempt}`,
          label: model.name,
          color: lineColor(index, dark),
          dashed: series.attempt < model.attempt,
          ...linePoints(series, 'epoch', 0),
        });
        byName.set(series.name, known);
      }
    }
    return byName;
  }, [dark, models, ...replies]);
  return (
    <div className="charts">
      {names.map((name) => (
        <figure className="chart-card" key={name}>
          <figcaption className="chart-head">
            <h3>{name}</h3>
          </figcaption>
          {lines.has(name) ? (
            <LineChart
              label={`${name} of ${models.length} models`}
              lines={lines.get(name)!}
              axis="epoch"
              syncKey="compare"
              range={range}
              onRange={setRange}
            />
          ) : (
            <div className="chart-box skeleton" />
          )}
        </figure>
      ))}
    </div>
  );
}
