import { useVirtualizer } from '@tanstack/react-virtual';
import type { ModelRow } from '@trainyard/protocol';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type CSSProperties, type ReactNode, useRef, useState } from 'react';
import { ScrollArea } from '../../components/scroll-area.tsx';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { ModelTableRow } from './model-table-row.tsx';
import type { ModelsView } from './models-query.ts';
import { useModelRows } from './use-model-rows.ts';

export interface ModelsTableProps {
  readonly view: ModelsView;
  readonly onSort: (sort: string, order: 'asc' | 'desc') => void;
  readonly selected: ReadonlyMap<string, ModelRow>;
  readonly onSelect: (rows: readonly ModelRow[], on: boolean) => void;
  /** What to show when there is not a single model. */
  readonly empty: ReactNode;
  /** Whether filters are set, so that an empty table means something else. */
  readonly filtered: boolean;
}

/** The models, as many as there are: only the rows on the screen are drawn and read. */
export function ModelsTable(props: ModelsTableProps) {
  const { view, onSort, selected, onSelect, empty, filtered } = props;
  const scroll = useRef<HTMLElement>(null);
  const [count, setCount] = useState(0);
  const narrow = window.matchMedia('(max-width: 860px)').matches;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => (narrow ? 64 : 52),
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const rows = useModelRows(view, items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
  if (rows.total !== undefined && rows.total !== count) setCount(rows.total);
  // Between two pages nothing is known for a moment; the table must not lose its place by that.
  const total = rows.total ?? (count > 0 ? count : undefined);
  if (rows.error && total === undefined) {
    return <Failed error={rows.error} retry={rows.retry} />;
  }
  if (total === undefined) return <Loading lines={8} label="Loading models" />;
  if (total === 0 && !filtered) return empty;
  if (total === 0) {
    return (
      <Empty title="No model matches">
        <p>Change the search or the filters.</p>
      </Empty>
    );
  }
  const shown = items.map((item) => rows.row(item.index)).filter((row) => row !== undefined);
  const all = shown.length > 0 && shown.every((row) => selected.has(row.id));
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const columns = 6 + view.column.length;
  return (
    <ScrollArea
      className={`card flush list-scroll${total > 2 ? ' shrinks' : ''}`}
      label="Models"
      ref={scroll}
      onKeyDown={(event) => {
        // The browser's own way smoothly scrolls through everything in between.
        if (event.target !== event.currentTarget) return;
        if (event.key === 'End') virtual.scrollToIndex(count - 1, { align: 'end' });
        else if (event.key === 'Home') virtual.scrollToIndex(0);
        else return;
        event.preventDefault();
      }}
    >
      <table
        className="table models"
        aria-rowcount={total + 1}
        style={{ '--extra': view.column.length } as CSSProperties}
      >
        <thead>
          <tr aria-rowindex={1}>
            <th className="c-check" scope="col">
              <input
                type="checkbox"
                aria-label="Select the models on the screen"
                checked={all}
                onChange={(event) => onSelect(shown, event.target.checked)}
              />
            </th>
            <Sortable name="name" className="c-name" view={view} onSort={onSort}>
              Model
            </Sortable>
            <Sortable name="state" className="c-state" view={view} onSort={onSort}>
              State
            </Sortable>
            <Sortable name="progress" className="c-progress" view={view} onSort={onSort}>
              Progress
            </Sortable>
            <th className="c-metric" scope="col">
              Best metric
            </th>
            {view.column.map((name) => (
              <Sortable key={name} name={name} className="c-extra" view={view} onSort={onSort}>
                {columnTitle(name)}
              </Sortable>
            ))}
            <Sortable name="heard" className="c-heard" view={view} onSort={onSort}>
              Heard
            </Sortable>
          </tr>
        </thead>
        <tbody>
          <Space height={before} columns={columns} />
          {items.map((item) => {
            const row = rows.row(item.index);
            if (!row) return <PendingRow key={item.key} columns={columns} />;
            return (
              <ModelTableRow
                key={row.id}
                row={row}
                index={item.index + 2}
                columns={view.column}
                selected={selected.has(row.id)}
                onSelect={(on) => onSelect([row], on)}
              />
            );
          })}
          <Space height={after} columns={columns} />
        </tbody>
      </table>
    </ScrollArea>
  );
}

/** Of `metric:metrics/mAP50(B)` what tells it from the others. */
function columnTitle(name: string): string {
  return name.slice(name.indexOf(':') + 1).replace(/^metrics\//, '');
}

interface SortableProps {
  readonly name: string;
  readonly className: string;
  readonly view: ModelsView;
  readonly onSort: ModelsTableProps['onSort'];
  readonly children: ReactNode;
}

function Sortable({ name, className, view, onSort, children }: SortableProps) {
  const active = view.sort === name;
  const ascending = view.order === 'asc';
  return (
    <th
      scope="col"
      className={className}
      aria-sort={active ? (ascending ? 'ascending' : 'descending') : 'none'}
    >
      <button
        type="button"
        className="sort"
        title={`Sort by ${String(children)}`}
        onClick={() => onSort(name, active && !ascending ? 'asc' : 'desc')}
      >
        <span className="ellipsis">{children}</span>
        {active &&
          (ascending ? (
            <ArrowUp size={13} aria-hidden="true" />
          ) : (
            <ArrowDown size={13} aria-hidden="true" />
          ))}
      </button>
    </th>
  );
}

/** Stands for the rows that are not drawn. */
function Space({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row cannot be focused.
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

function PendingRow({ columns }: { columns: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row cannot be focused.
    <tr className="model-row" aria-hidden="true">
      <td colSpan={columns}>
        <div className="skeleton">&nbsp;</div>
      </td>
    </tr>
  );
}
