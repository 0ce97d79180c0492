import { useQuery } from '@tanstack/react-query';
import type { ModelDetail, SystemReply } from '@trainyard/protocol';
import { useMemo, useState } from 'react';
import type { Line } from '../../components/chart/line.ts';
import { LineChart } from '../../components/chart/line-chart.tsx';
import { lineColor } from '../../components/chart/palette.ts';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { formatNumber } from '../../lib/format.ts';
import { useTheme } from '../../lib/theme.ts';
import { AttemptSelect } from './attempt-select.tsx';
import { systemQuery } from './model-queries.ts';
import { systemCharts } from './system-charts.ts';

/** What the machine was doing while the model trained. */
export function SystemTab({ model }: { model: ModelDetail }) {
  const [attempt, setAttempt] = useState<number>();
  const { data, error, refetch } = useQuery(systemQuery(model.id, attempt));
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading lines={6} label="Loading system figures" />;
  const attempts = model.attempts.map((one) => one.attempt);
  const select = <AttemptSelect attempts={attempts} shown={data.attempt} onChange={setAttempt} />;
  if (data.items.length === 0) {
    return (
      <div className="stack">
        {select}
        <Empty title="No system figures">
          <p>ultralytics 8.4.3 and later and our session send them with each epoch.</p>
        </Empty>
      </div>
    );
  }
  return (
    <div className="stack">
      {select}
      <SystemCharts items={data.items} />
    </div>
  );
}

function SystemCharts({ items }: Pick<SystemReply, 'items'>) {
  const { dark } = useTheme();
  const charts = useMemo(() => systemCharts(items), [items]);
  const start = items[0]!.at;
  return (
    <div className="charts">
      <h2 className="visually-hidden">System</h2>
      {charts.map(({ title, unit, lines }) => (
        <figure className="chart-card" key={title}>
          <figcaption className="chart-head">
            <h3>
              {title} <span className="muted">{unit}</span>
            </h3>
            <span className="number">{formatNumber(lines[0]?.values.at(-1))}</span>
          </figcaption>
          <LineChart
            label={`${title} in ${unit}`}
            axis="time"
            syncKey="system"
            lines={lines.map<Line>(({ name, values }, index) => ({
              key: name,
              label: name,
              color: lineColor(index, dark),
              dashed: false,
              x: items.map((item) => (item.at - start) / 1000),
              y: values,
            }))}
          />
          {lines.length > 1 && (
            <div className="legend">
              {lines.map(({ name }, index) => (
                <span key={name}>
                  <i className="swatch" style={{ background: lineColor(index, dark) }} />
                  {name}
                </span>
              ))}
            </div>
          )}
        </figure>
      ))}
    </div>
  );
}
