import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { listenLive } from '../lib/live.ts';
import { LIST_DELAY, refreshPlan } from './refresh-plan.ts';

/** Other people's models that a shared page shows; one's own are heard of anyway. */
export interface LiveUpdatesProps {
  readonly models: readonly string[];
}

/**
 * Reads again what the hub says has changed, as far as it is on the screen. What changes many
 * times at once is read once; what is being read is not read twice at a time.
 */
export function LiveUpdates({ models }: LiveUpdatesProps) {
  const client = useQueryClient();
  const [lost, setLost] = useState(false);
  const watched = models.join(',');
  useEffect(() => {
    const timers = new Map<string, ReturnType<typeof setTimeout>>();
    const refresh = (key: QueryKey, delay: number) => {
      const name = JSON.stringify(key);
      if (timers.has(name)) return;
      const run = () => {
        const queryKey = key;
        if (client.isFetching({ queryKey }) > 0) {
          timers.set(name, setTimeout(run, 50));
          return;
        }
        timers.delete(name);
        void client.invalidateQueries({ queryKey });
      };
      timers.set(name, setTimeout(run, delay));
    };
    const stop = listenLive(watched === '' ? [] : watched.split(','), (message) => {
      if (message.kind === 'lost') setLost(true);
      if (message.kind === 'connected') setLost(false);
      if (message.kind === 'resync') {
        void client.invalidateQueries();
        refresh(['models'], LIST_DELAY);
      }
      if (message.kind !== 'change') return;
      for (const { key, delay } of refreshPlan(message.change)) refresh(key, delay);
    });
    return () => {
      stop();
      for (const timer of timers.values()) clearTimeout(timer);
    };
  }, [client, watched]);
  if (!lost) return null;
  return (
    <div className="offline" role="status">
      Connection lost. Trying again…
    </div>
  );
}
