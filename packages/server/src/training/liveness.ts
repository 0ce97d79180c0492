import { sql } from 'kysely';
import type { Database } from '../database/open-database.ts';
import type { LiveBus } from '../live/live-bus.ts';
import { stateAfter } from './model-state.ts';

export interface LivenessOptions {
  /** The agents' heartbeat interval, in seconds. Default 300, which all HUB clients use. */
  readonly heartbeatSeconds: number;
  /** Patience beyond what is expected, in seconds. Default 60. */
  readonly graceSeconds: number;
}

/**
 * A trainer without heartbeats is given this many times its slowest recent epoch: an epoch can be
 * slow for once, and after the last one come the final validation and an upload.
 */
const PACES = 3;

/** Before it has a pace, in heartbeat intervals: an hour, since a first epoch reads all the data. */
const FIRST_EPOCH_INTERVALS = 12;

/** No trainer is waited for longer than this, in milliseconds. */
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

/**
 * Marks models as disconnected whose trainer has been silent for too long: for two heartbeat
 * intervals where it sends heartbeats (`agent_id` is set); where it sends none, as the Platform
 * callback, for a time learnt from the run's own pace. Whatever is heard of them later heals that.
 * @param heardSince the hub cannot blame a trainer for silence while it was down itself, so
 *   silence counts from here at the earliest (ms since 1970).
 */
export async function sweepSilent(
  { database, live }: { database: Database; live: LiveBus },
  { heartbeatSeconds, graceSeconds }: LivenessOptions,
  heardSince: number,
  now = Date.now(),
): Promise<number> {
  const heartbeat = heartbeatSeconds * 1000;
  const patience = sql<number>`case
    when agent_id is not null then ${2 * heartbeat}
    when pace_ms is null then ${FIRST_EPOCH_INTERVALS * heartbeat}
    when pace_ms * ${PACES} < ${heartbeat} then ${heartbeat}
    when pace_ms * ${PACES} > ${LONGEST_WAIT_MS} then ${LONGEST_WAIT_MS}
    else pace_ms * ${PACES} end`;
  const heard = sql<number>`case
    when last_heard_at < ${heardSince} then ${heardSince} else last_heard_at end`;
  const state = stateAfter('training', 'silent');
  const silent = await database.db
    .updateTable('models')
    .set({ state, disconnected_at: now })
    .where('state', '=', 'training')
    .where(sql<boolean>`${heard} + ${patience} < ${now - graceSeconds * 1000}`)
    .returning('id')
    .execute();
  for (const { id } of silent) live.publish({ type: 'state', modelId: id, state });
  return silent.length;
}
