import { Link } from '@tanstack/react-router';
import type { ModelRow } from '@trainyard/protocol';
import { Pin, StickyNote } from 'lucide-react';
import { Progress } from '../../components/progress.tsx';
import { Sparkline } from '../../components/sparkline.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { formatDuration, formatNumber, formatValue } from '../../lib/format.ts';

export interface ModelTableRowProps {
  readonly row: ModelRow;
  /** Its place in the whole table, from 1; the head is the first row. */
  readonly index: number;
  readonly columns: readonly string[];
  readonly selected: boolean;
  readonly onSelect: (on: boolean) => void;
}

/** One model in the table. */
export function ModelTableRow({ row, index, columns, selected, onSelect }: ModelTableRowProps) {
  return (
    <tr className="model-row" aria-rowindex={index} aria-selected={selected}>
      <td className="c-check">
        <input
          type="checkbox"
          aria-label={`Select ${row.name}`}
          checked={selected}
          onChange={(event) => onSelect(event.target.checked)}
        />
      </td>
      <td className="c-name">
        <div className="name">
          {row.pinned && <Pin size={13} aria-label="Pinned" className="muted" />}
          <Link className="ellipsis" to="/models/$id" params={{ id: row.id }} title={row.name}>
            {row.name}
          </Link>
          {row.notes !== '' && (
            <span className="muted note" title={row.notes.slice(0, 500)}>
              <StickyNote size={13} aria-label="Has notes" />
            </span>
          )}
        </div>
        <div className="under">
          <span className="only-narrow">
            <StateBadge state={row.state} stopping={row.stopRequestedAt !== null} />
          </span>
          {row.project && <span className="ellipsis">{row.project.name}</span>}
          {row.dataset && <span className="ellipsis hide-narrow">{row.dataset.name}</span>}
          {row.tags.slice(0, 2).map((tag) => (
            <span className="tag hide-narrow" key={tag}>
              {tag}
            </span>
          ))}
        </div>
      </td>
      <td className="c-state">
        <StateBadge state={row.state} stopping={row.stopRequestedAt !== null} />
      </td>
      <td className="c-progress">
        <Progress state={row.state} epochsDone={row.epochsDone} epochs={row.epochs} />
        <div className="under number">
          {row.epochsDone}
          {row.epochs !== null && ` / ${row.epochs}`}
          {row.secondsLeft !== null && row.secondsLeft >= 1 && (
            <span className="ellipsis">{formatDuration(row.secondsLeft)} left</span>
          )}
        </div>
      </td>
      <td className="c-metric">
        <MetricCell row={row} />
      </td>
      {columns.map((name) => (
        <td key={name} className="c-extra number ellipsis">
          {formatValue(row.columns[name])}
        </td>
      ))}
      <td className="c-heard small">
        <TimeAgo time={row.lastHeardAt} />
      </td>
    </tr>
  );
}

function MetricCell({ row }: { row: ModelRow }) {
  if (!row.metric) return <span className="muted">–</span>;
  return (
    <div className="row" style={{ flexWrap: 'nowrap' }}>
      <div className="grow">
        <div className="number">{formatNumber(row.metric.best)}</div>
        <div className="under">
          <span className="ellipsis" title={row.metric.name}>
            {row.metric.name.replace(/^metrics\//, '')}
          </span>
        </div>
      </div>
      <Sparkline values={row.spark} />
    </div>
  );
}
