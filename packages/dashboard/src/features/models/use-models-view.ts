import { useMemo } from 'react';
import { useSearchParams } from '../../lib/use-search.ts';
import type { ModelsView } from './models-query.ts';

/** The table's view, as the address has it. */
export function useModelsView(fixed: Partial<ModelsView> = {}) {
  const { one, many, set, search } = useSearchParams();
  const key = JSON.stringify([search, fixed]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for what is read here.
  const view = useMemo<ModelsView>(
    () => ({
      q: one('q'),
      state: many('state'),
      tag: many('tag'),
      project: one('project'),
      dataset: one('dataset'),
      metric: one('metric'),
      min: one('min'),
      max: one('max'),
      sort: one('sort'),
      order: one('order'),
      column: many('column'),
      public: '',
      ...fixed,
    }),
    [key],
  );
  const filtered = (['q', 'state', 'project', 'dataset', 'tag', 'metric'] as const).some(
    (name) => fixed[name] === undefined && view[name].length > 0,
  );
  return { view, set, filtered };
}
