import { useQuery } from '@tanstack/react-query';
import type { ModelDetail } from '@trainyard/protocol';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../../components/button.tsx';
import { groupSeries } from '../../components/chart/group-series.ts';
import type { XAxis } from '../../components/chart/line.ts';
import { SearchBox } from '../../components/search-box.tsx';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { ChartGroup } from './chart-group.tsx';
import { seriesQuery } from './model-queries.ts';

/** Charts of one group that are drawn before one asks for more. */
const FIRST = 24;

/** A model's series as charts, grouped by what stands before the first slash. */
export function ChartsTab({ model }: { model: ModelDetail }) {
  const series = useQuery(seriesQuery(model.id));
  const [axis, setAxis] = useState<XAxis>('epoch');
  const [logarithmic, setLogarithmic] = useState(false);
  const [smoothing, setSmoothing] = useState(0);
  const [range, setRange] = useState<[number, number] | null>(null);
  const [search, setSearch] = useState('');
  const [more, setMore] = useState<ReadonlySet<string>>(new Set());
  if (series.error) return <Failed error={series.error} retry={() => void series.refetch()} />;
  if (!series.data) return <Loading lines={6} label="Loading charts" />;
  if (series.data.total === 0) {
    return (
      <Empty title="No metrics yet">
        <p>Charts appear here with the first epoch, and grow while the model trains.</p>
      </Empty>
    );
  }
  const names = series.data.items.map((item) => item.name);
  const groups = groupSeries(
    names.filter((name) => name.toLowerCase().includes(search.toLowerCase())),
  );
  return (
    <div className="stack">
      <div className="toolbar">
        {names.length > 8 && (
          <SearchBox label="Search metrics" value={search} onChange={setSearch} />
        )}
        <label>
          Along
          <select
            className="select"
            value={axis}
            onChange={(event) => {
              setAxis(event.target.value as XAxis);
              setRange(null);
            }}
          >
            <option value="epoch">Epoch</option>
            <option value="step">Step</option>
            <option value="time">Time</option>
          </select>
        </label>
        <label>
          Smoothing
          <input
            type="range"
            min={0}
            max={0.95}
            step={0.05}
            value={smoothing}
            onChange={(event) => setSmoothing(Number(event.target.value))}
          />
        </label>
        <label>
          <input
            type="checkbox"
            checked={logarithmic}
            onChange={(event) => setLogarithmic(event.target.checked)}
          />
          Log scale
        </label>
        {range ? (
          <span className="row">
            <IconButton label="Move left" small onClick={() => setRange(moved(range, -0.5))}>
              <ChevronLeft size={14} aria-hidden="true" />
            </IconButton>
            <IconButton label="Move right" small onClick={() => setRange(moved(range, 0.5))}>
              <ChevronRight size={14} aria-hidden="true" />
            </IconButton>
            <Button small onClick={() => setRange(null)}>
              Show all
            </Button>
            <span className="muted small hide-narrow">Drag with Shift to move along</span>
          </span>
        ) : (
          <span className="muted small hide-narrow">Drag across a chart to zoom</span>
        )}
      </div>
      {groups.map(({ name, series: all }) => {
        const shown = more.has(name) ? all : all.slice(0, FIRST);
        return (
          <section key={name} aria-label={name || 'Other metrics'}>
            <div className="group-head">
              <h2>{name || 'other'}</h2>
              <span className="muted small">{all.length}</span>
            </div>
            <ChartGroup
              model={model}
              names={shown}
              axis={axis}
              logarithmic={logarithmic}
              smoothing={smoothing}
              range={range}
              onRange={setRange}
            />
            {shown.length < all.length && (
              <Button small onClick={() => setMore(new Set([...more, name]))}>
                Show all {all.length}
              </Button>
            )}
          </section>
        );
      })}
      {series.data.total > names.length && (
        <p className="muted small">
          The first {names.length} of {series.data.total} series are shown.
        </p>
      )}
    </div>
  );
}

/** @param part of its width by which the range moves; negative to the left. */
function moved([low, high]: readonly [number, number], part: number): [number, number] {
  const by = (high - low) * part;
  return [low + by, high + by];
}
