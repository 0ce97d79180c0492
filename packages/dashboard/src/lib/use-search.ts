import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

/** The query of the address, and how to change parts of it. A view is thus kept in its link. */
export function useSearchParams() {
  const search = useSearch({ strict: false }) as Readonly<
    Record<string, string | string[] | undefined>
  >;
  const navigate = useNavigate();
  const set = useCallback(
    (changes: Readonly<Record<string, string | readonly string[] | undefined>>) => {
      void navigate({
        to: '.',
        search: (before: object) => ({ ...before, ...changes }) as never,
        replace: true,
      });
    },
    [navigate],
  );
  const one = (name: string): string => [search[name] ?? ''].flat()[0] ?? '';
  const many = (name: string): string[] => [search[name] ?? []].flat();
  return { search, one, many, set };
}
