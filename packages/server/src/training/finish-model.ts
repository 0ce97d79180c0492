import { HubError, type ModelState } from '@trainyard/protocol';
import type { Caller } from '../accounts/caller.ts';
import type { Database } from '../database/open-database.ts';
import type { LiveBus } from '../live/live-bus.ts';
import { lockModel } from './lock-model.ts';
import { stateAfter } from './model-state.ts';
import { getModelToTrain } from './models.ts';

/** How a training ended, as its trainer says. */
export interface Ending {
  readonly outcome: 'finished' | 'failed' | 'cancelled';
  /** Why, for a failed one; at most 10,000 characters are kept. */
  readonly failure?: string | undefined;
}

/**
 * Ends a training. Repeating it changes nothing, and a model that has been trained stays so. A
 * training that was told to stop and now says that it is finished was cancelled.
 * @throws HubError not_found
 */
export async function finishModel(
  { database, live }: { database: Database; live: LiveBus },
  modelId: string,
  { outcome, failure }: Ending,
): Promise<ModelState> {
  const state = await database.db.transaction().execute(async (trx) => {
    const model = await lockModel(trx, modelId);
    const event =
      outcome === 'finished' && model.cancel_requested_at !== null ? 'cancelled' : outcome;
    const next = stateAfter(model.state, event);
    const now = Date.now();
    await trx
      .updateTable('models')
      .set({
        state: next,
        last_heard_at: now,
        last_heard: outcome,
        disconnected_at: null,
        finished_at: model.finished_at ?? now,
        ...(next === 'failed' && failure !== undefined && { failure: failure.slice(0, 10_000) }),
      })
      .where('id', '=', modelId)
      .execute();
    return next;
  });
  live.publish({ type: 'state', modelId, state });
  return state;
}

/**
 * Asks a model's trainer to stop. Trainers that listen (the Platform callback, our session) hear
 * it in the reply to what they next send; a model whose trainer is not there is cancelled at once.
 * @throws HubError not_found, state_conflict when it is over already
 */
export async function requestStop(
  { database, live }: { database: Database; live: LiveBus },
  caller: Caller,
  modelId: string,
): Promise<ModelState> {
  await getModelToTrain(database, caller, modelId);
  const state = await database.db.transaction().execute(async (trx) => {
    const model = await lockModel(trx, modelId);
    if (!['new', 'training', 'disconnected'].includes(model.state)) {
      throw new HubError('state_conflict', {
        message: `This model is ${model.state}: there is nothing to stop.`,
      });
    }
    const next = model.state === 'training' ? model.state : stateAfter(model.state, 'cancelled');
    const now = Date.now();
    await trx
      .updateTable('models')
      .set({ state: next, cancel_requested_at: model.cancel_requested_at ?? now })
      .where('id', '=', modelId)
      .execute();
    return next;
  });
  live.publish({ type: 'state', modelId, state });
  return state;
}
