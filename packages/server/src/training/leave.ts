import type { Database } from '../database/open-database.ts';
import type { ModelsTable } from '../database/schema.ts';
import type { LiveBus } from '../live/live-bus.ts';
import { stateAfter } from './model-state.ts';

/**
 * A session says goodbye without an end of its training: Ctrl-C, a queue that takes its machine
 * back. What else would come out only after two heartbeat intervals is so from now on.
 */
export async function leave(
  { database, live }: { database: Database; live: LiveBus },
  { id, attempt }: Pick<ModelsTable, 'id' | 'attempt'>,
): Promise<void> {
  const state = stateAfter('training', 'silent');
  const left = await database.db
    .updateTable('models')
    .set({ state, disconnected_at: Date.now() })
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where('state', '=', 'training')
    .returning('id')
    .executeTakeFirst();
  if (left) live.publish({ type: 'state', modelId: id, state });
}
