import { queryOptions, useQuery } from '@tanstack/react-query';
import type { MeReply } from '@trainyard/protocol';
import { APP_PATHS } from '@trainyard/protocol/app/paths';
import { request } from '../../lib/api.ts';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => request<MeReply>(APP_PATHS.me, { signal }),
});

/** Who is signed in. */
export function useMe() {
  return useQuery(meQuery);
}
