import type { Database } from '../database/open-database.ts';
import type { LiveBus } from '../live/live-bus.ts';
import { stateAfter } from './model-state.ts';

export interface LivenessOptions {
  /** The agents' heartbeat interval, in seconds. Default 300, which all HUB clients use. */
  readonly heartbeatSeconds: number;
  /** Patience beyond two intervals, in seconds. Default 60. */
  readonly graceSeconds: number;
}

/**
 * Marks models as disconnected whose agent has been silent for two heartbeat intervals and a
 * grace. Whatever is heard of them later heals that.
 * @param heardSince the hub cannot blame an agent for silence while it was down itself, so
 *   silence counts from here at the earliest (ms since 1970).
 */
export async function sweepSilent(
  { database, live }: { database: Database; live: LiveBus },
  { heartbeatSeconds, graceSeconds }: LivenessOptions,
  heardSince: number,
  now = Date.now(),
): Promise<number> {
  const cutoff = now - (2 * heartbeatSeconds + graceSeconds) * 1000;
  if (heardSince > cutoff) return 0;
  const state = stateAfter('training', 'silent');
  const silent = await database.db
    .updateTable('models')
    .set({ state, disconnected_at: now })
    .where('state', '=', 'training')
    .where('last_heard_at', '<', cutoff)
    .returning('id')
    .execute();
  for (const { id } of silent) live.publish({ type: 'state', modelId: id, state });
  return silent.length;
}
