import { useQueries } from '@tanstack/react-query';
import type { ModelRow } from '@trainyard/protocol';
import { type ModelsView, modelsQuery, PAGE_ROWS } from './models-query.ts';

export interface ModelRows {
  /** Undefined until the first page is there. */
  readonly total: number | undefined;
  /** The row, or undefined while its page is being read. */
  readonly row: (index: number) => ModelRow | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** The rows from `first` to `last`, read by pages; the others are not. */
export function useModelRows(view: ModelsView, first: number, last: number): ModelRows {
  const from = Math.floor(first / PAGE_ROWS);
  const to = Math.floor(last / PAGE_ROWS);
  const pages = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const queries = useQueries({ queries: pages.map((page) => modelsQuery(view, page)) });
  const failed = queries.find((query) => query.error);
  return {
    total: queries.find((query) => query.data)?.data?.total,
    row: (index) => {
      const page = Math.floor(index / PAGE_ROWS);
      const query = queries[page - from];
      // While another page is read, the one before it stands in: right for the total only.
      if (page > 0 && query?.isPlaceholderData) return undefined;
      return query?.data?.items[index % PAGE_ROWS];
    },
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  };
}
