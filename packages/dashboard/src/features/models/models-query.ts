import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  BulkModelsBody,
  BulkReply,
  ModelColumns,
  ModelPage,
  PageReply,
} from '@trainyard/protocol';
import { APP_PATHS } from '@trainyard/protocol/app/paths';
import { request } from '../../lib/api.ts';

/** Rows that are read at a time. */
export const PAGE_ROWS = 100;

/** What the table is asked to show; names as in the address and on the wire. */
export interface ModelsView {
  readonly q: string;
  readonly state: readonly string[];
  readonly tag: readonly string[];
  readonly project: string;
  readonly dataset: string;
  readonly metric: string;
  readonly min: string;
  readonly max: string;
  readonly sort: string;
  readonly order: string;
  readonly column: readonly string[];
  /** `true`: what everybody may see, instead of one's own. */
  readonly public: string;
}

/** One page of the table. */
export function modelsQuery(view: ModelsView, page: number) {
  return queryOptions({
    queryKey: ['models', view, page],
    queryFn: ({ signal }) =>
      request<ModelPage>(APP_PATHS.models, {
        query: { ...present(view), offset: page * PAGE_ROWS, limit: PAGE_ROWS },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}

function present(view: ModelsView): Record<string, string | readonly string[]> {
  return Object.fromEntries(Object.entries(view).filter(([, value]) => value.length > 0));
}

/** What one's models can be filtered and sorted by. */
export const columnsQuery = queryOptions({
  queryKey: ['models', 'columns'],
  queryFn: ({ signal }) => request<ModelColumns>(APP_PATHS.modelColumns, { signal }),
});

/** Most entries of a menu of projects or datasets. */
const MOST_NAMES = 200;

const namesQuery = (name: 'projects' | 'datasets', path: string) =>
  queryOptions({
    queryKey: [name, 'names'],
    queryFn: ({ signal }) =>
      request<PageReply<{ readonly id: string; readonly name: string }>>(path, {
        query: { limit: MOST_NAMES },
        signal,
      }),
  });

/** One's projects, to choose from. */
export const projectNamesQuery = namesQuery('projects', APP_PATHS.projects);

/** One's datasets, to choose from. */
export const datasetNamesQuery = namesQuery('datasets', APP_PATHS.datasets);

/** Where the best weights of some models come as one zip. */
export function weightsAddress(ids: readonly string[]): string {
  return `${APP_PATHS.modelsWeights}?${new URLSearchParams(ids.map((id) => ['id', id]))}`;
}

/** One change to many models. */
export function changeModels(ids: readonly string[], action: BulkModelsBody['action']) {
  return request<BulkReply>(APP_PATHS.modelsBulk, { method: 'POST', body: { ids, action } });
}
