import { useQuery } from '@tanstack/react-query';
import { ChevronDown, Columns3, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Menu, MenuCheck } from '../../components/menu.tsx';
import { SearchBox } from '../../components/search-box.tsx';
import { MetricRange } from './metric-range.tsx';
import {
  columnsQuery,
  datasetNamesQuery,
  type ModelsView,
  projectNamesQuery,
} from './models-query.ts';

/** As in protocol's MODEL_STATES; that file brings the schema library with it. */
const STATES = ['new', 'training', 'disconnected', 'trained', 'cancelled', 'failed'];

export interface ModelsFiltersProps {
  readonly view: ModelsView;
  readonly set: (
    changes: Partial<Record<keyof ModelsView, string | readonly string[] | undefined>>,
  ) => void;
  /** What the page fixes, and so nobody is asked for. */
  readonly fixed: Partial<ModelsView>;
  /** Whether there is anything to clear. */
  readonly filtered: boolean;
}

/** Search, filters and columns of the table. */
export function ModelsFilters({ view, set, fixed, filtered }: ModelsFiltersProps) {
  const { data: columns } = useQuery(columnsQuery);
  const { data: projects } = useQuery(projectNamesQuery);
  const { data: datasets } = useQuery(datasetNamesQuery);
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
      <div className="filter-row">
        <Menu trigger={<FilterButton name="State" count={view.state.length} />}>
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
        {fixed.project === undefined && (
          <NameFilter
            label="Project"
            names={projects?.items ?? []}
            chosen={view.project}
            onChoose={(project) => set({ project })}
          />
        )}
        {fixed.dataset === undefined && (
          <NameFilter
            label="Dataset"
            names={datasets?.items ?? []}
            chosen={view.dataset}
            onChoose={(dataset) => set({ dataset })}
          />
        )}
        {(columns?.tags.length ?? 0) > 0 && (
          <Menu trigger={<FilterButton name="Tag" count={view.tag.length} />}>
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
          {view.metric === '' ? 'Metric' : rangeText(view)}
        </Button>
        {filtered && (
          <Button look="plain" onClick={() => set(CLEARED)}>
            <X size={14} aria-hidden="true" />
            Clear
          </Button>
        )}
        <Menu
          trigger={
            <Button className="hide-narrow push">
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
      </div>
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

const CLEARED = {
  q: '',
  state: [],
  project: '',
  dataset: '',
  tag: [],
  metric: '',
  min: '',
  max: '',
};

/** `mAP50 ≥ 0.5`, as short as it can be said. */
function rangeText({ metric, min, max }: ModelsView): string {
  const name = metric.slice(metric.indexOf('/') + 1);
  if (min !== '' && max !== '') return `${min} ≤ ${name} ≤ ${max}`;
  if (min !== '') return `${name} ≥ ${min}`;
  return max === '' ? `has ${name}` : `${name} ≤ ${max}`;
}

function FilterButton({ name, count, ...rest }: { name: string; count: number }) {
  return (
    <Button aria-pressed={count > 0} {...rest}>
      {name}
      {count > 0 && ` (${count})`}
      <ChevronDown size={14} aria-hidden="true" />
    </Button>
  );
}

interface NameFilterProps {
  readonly label: string;
  readonly names: readonly { readonly id: string; readonly name: string }[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** One of several names, or all of them; nothing where there are none. */
function NameFilter({ label, names, chosen, onChoose }: NameFilterProps) {
  if (names.length === 0) return null;
  const known = names.find(({ id }) => id === chosen);
  return (
    <Menu
      trigger={
        <Button aria-pressed={chosen !== ''} className="clip">
          <span className="ellipsis">{known?.name ?? label}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </Button>
      }
    >
      {names.map(({ id, name }) => (
        <MenuCheck key={id} checked={id === chosen} onChange={(on) => onChoose(on ? id : '')}>
          {name}
        </MenuCheck>
      ))}
    </Menu>
  );
}
