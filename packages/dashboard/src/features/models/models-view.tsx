import { useQuery } from '@tanstack/react-query';
import type { ModelRow } from '@trainyard/protocol';
import { type ReactNode, useState } from 'react';
import { BulkBar } from './bulk-bar.tsx';
import { ModelsFilters } from './models-filters.tsx';
import { modelsQuery, type ModelsView as View } from './models-query.ts';
import { ModelsTable } from './models-table.tsx';
import { useModelsView } from './use-models-view.ts';

/** The table of models with its filters and bulk actions. */
export function ModelsView({ fixed = {}, empty }: { fixed?: Partial<View>; empty: ReactNode }) {
  const { view, set, filtered } = useModelsView(fixed);
  const first = useQuery(modelsQuery(view, 0));
  // An empty hub shows its guide; there is nothing to search yet.
  const any = filtered || first.data?.total !== 0;
  const [selected, setSelected] = useState<ReadonlyMap<string, ModelRow>>(new Map());
  const select = (rows: readonly ModelRow[], on: boolean) =>
    setSelected((before) => {
      const next = new Map(before);
      for (const row of rows) {
        if (on) next.set(row.id, row);
        else next.delete(row.id);
      }
      return next;
    });
  return (
    <>
      {any && <ModelsFilters view={view} set={set} fixed={fixed} filtered={filtered} />}
      <BulkBar selected={selected} onClear={() => setSelected(new Map())} />
      <ModelsTable
        view={view}
        filtered={filtered}
        selected={selected}
        onSelect={select}
        onSort={(sort, order) => set({ sort, order })}
        empty={empty}
      />
    </>
  );
}
