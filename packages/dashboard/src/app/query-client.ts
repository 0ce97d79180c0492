import { QueryClient } from '@tanstack/react-query';
import { ApiError } from '../lib/api.ts';

/** What has been read from the hub. It stays good until the hub tells of a change. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      // A refusal will not change by asking again; a lost connection may.
      retry: (count, error) =>
        count < 3 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
      retryDelay: (count) => Math.min(500 * 2 ** count, 4000),
    },
  },
});
