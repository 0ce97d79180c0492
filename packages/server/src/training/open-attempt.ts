import type { Transaction } from 'kysely';
import type { ModelsTable, Schema } from '../database/schema.ts';
import { attemptWasUsed, startAttempt } from './attempts.ts';
import { stateAfter } from './model-state.ts';

/** Who trains now. */
export interface Opener {
  /** What its heartbeats will say; null for a trainer that sends none (the Platform callback). */
  readonly agentId: string | null;
  /** e.g. `python-3.11.7-local`. */
  readonly agent: string | null;
  /** What was heard, e.g. `heartbeat`. */
  readonly heard: string;
}

/**
 * A trainer begins, or goes on with, a model that the caller has locked: the next attempt, if the
 * current one has already brought something, so that a resumed training never mixes with the one
 * before. A trained model stays as it is; clients that only load it may still say that they are
 * there.
 */
export async function openAttempt(
  trx: Transaction<Schema>,
  model: ModelsTable,
  { agentId, agent, heard }: Opener,
): Promise<{ readonly opened: boolean; readonly attempt: number }> {
  const state = stateAfter(model.state, 'opened');
  if (state !== 'training') return { opened: false, attempt: Math.max(model.attempt, 1) };
  const used = model.attempt > 0 && (await attemptWasUsed(trx, model));
  const attempt = model.attempt === 0 || used ? model.attempt + 1 : model.attempt;
  await startAttempt(trx, { id: model.id, attempt }, { agentId, agent });
  const now = Date.now();
  await trx
    .updateTable('models')
    .set({
      state,
      attempt,
      agent_id: agentId,
      agent,
      last_heard_at: now,
      last_heard: heard,
      disconnected_at: null,
      epoch_at: null,
      finished_at: null,
      cancel_requested_at: null,
      failure: null,
      started_at: model.started_at ?? now,
    })
    .where('id', '=', model.id)
    .execute();
  return { opened: true, attempt };
}
