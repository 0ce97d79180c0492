import type { Caller } from '../accounts/caller.ts';
import type { Database } from '../database/open-database.ts';
import type { LiveBus } from '../live/live-bus.ts';
import { lockModel } from './lock-model.ts';
import { stateAfter } from './model-state.ts';
import { getModelToTrain } from './models.ts';

/**
 * Takes a model back to the beginning: its metrics and checkpoints are gone, its arguments stay.
 * The next attempt gets a number that was never used, so that whatever a trainer of before still
 * sends cannot land among what was deleted.
 * @throws HubError not_signed_in, scope_too_small, not_found
 */
export async function resetModel(
  { database, live }: { database: Database; live: LiveBus },
  caller: Caller,
  id: string,
): Promise<void> {
  await getModelToTrain(database, caller, id);
  const state = await database.db.transaction().execute(async (trx) => {
    const model = await lockModel(trx, id);
    const observed = [
      'console_chunks',
      'system_samples',
      'model_records',
      'model_figures',
      'model_files',
      'training_sessions',
    ] as const;
    for (const table of observed) {
      await trx.deleteFrom(table).where('model_id', '=', id).execute();
    }
    await trx.deleteFrom('series').where('model_id', '=', id).execute();
    await trx.deleteFrom('checkpoints').where('model_id', '=', id).execute();
    await trx.deleteFrom('attempts').where('model_id', '=', id).execute();
    const next = stateAfter(model.state, 'reset');
    await trx
      .updateTable('models')
      .set({
        state: next,
        attempt: model.attempt === 0 ? 0 : model.attempt + 1,
        agent_id: null,
        agent: null,
        last_heard_at: null,
        last_heard: null,
        disconnected_at: null,
        epochs_done: 0,
        rolled_to: 0,
        epoch_at: null,
        pace_ms: null,
        started_at: null,
        finished_at: null,
        cancel_requested_at: null,
        failure: null,
        updated_at: Date.now(),
      })
      .where('id', '=', id)
      .execute();
    return next;
  });
  live.publish({ type: 'state', modelId: id, state });
}
