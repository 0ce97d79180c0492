import { useQuery } from '@tanstack/react-query';
import { Columns3, ListFilter } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Menu, MenuCheck } from '../../components/menu.tsx';
import { SearchBox } from '../../components/search-box.tsx';
import { columnsQuery, type ModelsView } from './models-query.ts';

/** As in protocol's MODEL_STATES; that file brings the schema library with it. */
const STATES = ['new', 'training', 'disconnected', 'trained', 'cancelled', 'failed'];

export interface ModelsFiltersProps {
  readonly view: ModelsView;
  readonly set: (
    changes: Partial<Record<keyof ModelsView, string | readonly string[] | undefined>>,
  ) => void;
}

/** Search, filters and columns of the table. */
export function ModelsFilters({ view, set }: ModelsFiltersProps) {
  const { data: columns } = useQuery(columnsQuery);
  const [ranging, setRanging] = useState(false);
  const toggle = (name: 'state' | 'tag' | 'column', value: string, on: boolean) =>
    set({ [name]: on ? [...view[name], value] : view[name].filter((one) => one !== value) });
  const available = [
    ...(columns?.metrics ?? []).map((name) => `metric:${name}`),
    ...(columns?.args ?? []).map((name) => `arg:${name}`),
  ];
  return (
    <div className="filters">
      <SearchBox label="Search models" value={view.q} onChange={(q) => set({ q })} />
      <Menu trigger={<Button>State{view.state.length > 0 && ` (${view.state.length})`}</Button>}>
        {STATES.map((state) => (
          <MenuCheck
            key={state}
            checked={view.state.includes(state)}
            onChange={(on) => toggle('state', state, on)}
          >
            {state}
          </MenuCheck>
        ))}
      </Menu>
      {(columns?.tags.length ?? 0) > 0 && (
        <Menu trigger={<Button>Tag{view.tag.length > 0 && ` (${view.tag.length})`}</Button>}>
          {columns!.tags.map((tag) => (
            <MenuCheck
              key={tag}
              checked={view.tag.includes(tag)}
              onChange={(on) => toggle('tag', tag, on)}
            >
              {tag}
            </MenuCheck>
          ))}
        </Menu>
      )}
      <Button onClick={() => setRanging(true)} aria-pressed={view.metric !== ''}>
        <ListFilter size={15} aria-hidden="true" />
        Metric
      </Button>
      <Menu
        trigger={
          <Button className="hide-narrow">
            <Columns3 size={15} aria-hidden="true" />
            Columns
          </Button>
        }
      >
        {available.map((name) => (
          <MenuCheck
            key={name}
            checked={view.column.includes(name)}
            onChange={(on) => toggle('column', name, on)}
          >
            {name.replace(':', ': ')}
          </MenuCheck>
        ))}
      </Menu>
      <MetricRange
        open={ranging}
        onClose={() => setRanging(false)}
        metrics={columns?.metrics ?? []}
        view={view}
        set={set}
      />
    </div>
  );
}

function MetricRange({
  open,
  onClose,
  metrics,
  view,
  set,
}: ModelsFiltersProps & {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly metrics: readonly string[];
}) {
  const apply = (form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? '');
    const metric = text('metric');
    set(metric ? { metric, min: text('min'), max: text('max') } : { metric: '', min: '', max: '' });
    onClose();
  };
  return (
    <Dialog title="Filter by a metric" open={open} onClose={onClose}>
      <form action={apply}>
        <div className="field">
          <label htmlFor="filter-metric">Metric (its best value)</label>
          <select className="select" id="filter-metric" name="metric" defaultValue={view.metric}>
            <option value="">No filter</option>
            {metrics.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </div>
        <div className="row">
          <div className="field grow">
            <label htmlFor="filter-min">At least</label>
            <input
              className="input"
              id="filter-min"
              name="min"
              type="number"
              step="any"
              defaultValue={view.min}
            />
          </div>
          <div className="field grow">
            <label htmlFor="filter-max">At most</label>
            <input
              className="input"
              id="filter-max"
              name="max"
              type="number"
              step="any"
              defaultValue={view.max}
            />
          </div>
        </div>
        <div className="dialog-actions">
          <Button look="primary" type="submit">
            Apply
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
