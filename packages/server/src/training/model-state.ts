import type { ModelState } from '@trainyard/protocol';
import { type RawBuilder, sql } from 'kysely';

/**
 * What happens to a model:
 *
 * - `opened`: a trainer opened a session on it
 * - `heard`: a heartbeat, a metric or an upload arrived
 * - `finished`: final weights or `training_complete`; authoritative, and harmless when repeated
 * - `cancelled`, `failed`: somebody stopped it, or its trainer says that it broke
 * - `silent`: its agent has not been heard for too long
 * - `reset`: back to the beginning
 */
export type ModelEvent =
  | 'opened'
  | 'heard'
  | 'finished'
  | 'cancelled'
  | 'failed'
  | 'silent'
  | 'reset';

/**
 * The state machine. What is not listed leaves the state as it is: late, duplicate and
 * out-of-order events are normal, never an error.
 */
const TRANSITIONS: Record<ModelEvent, Partial<Record<ModelState, ModelState>>> = {
  opened: {
    new: 'training',
    disconnected: 'training',
    cancelled: 'training',
    failed: 'training',
  },
  heard: { new: 'training', disconnected: 'training' },
  // A cancelled model keeps its state: the weights it ends with are a partial result.
  finished: {
    new: 'trained',
    training: 'trained',
    disconnected: 'trained',
    failed: 'trained',
  },
  cancelled: { new: 'cancelled', training: 'cancelled', disconnected: 'cancelled' },
  failed: { new: 'failed', training: 'failed', disconnected: 'failed' },
  silent: { training: 'disconnected' },
  reset: {
    training: 'new',
    disconnected: 'new',
    trained: 'new',
    cancelled: 'new',
    failed: 'new',
  },
};

/** The state after an event. */
export function stateAfter(state: ModelState, event: ModelEvent): ModelState {
  return TRANSITIONS[event][state] ?? state;
}

/** The same as an SQL expression over the column `models.state`, so that no read comes first. */
export function stateAfterSql(event: ModelEvent): RawBuilder<ModelState> {
  const cases = Object.entries(TRANSITIONS[event]).map(
    ([from, to]) => sql`when ${sql.lit(from)} then ${sql.lit(to)}`,
  );
  return sql<ModelState>`case models.state ${sql.join(cases, sql` `)} else models.state end`;
}
