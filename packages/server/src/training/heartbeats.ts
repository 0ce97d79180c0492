import type { HeartbeatBody } from '@trainyard/protocol';
import type { Transaction } from 'kysely';
import { randomId } from '../accounts/random-id.ts';
import type { Database } from '../database/open-database.ts';
import type { ModelsTable, Schema } from '../database/schema.ts';
import type { LiveBus } from '../live/live-bus.ts';
import { lockModel } from './lock-model.ts';
import { stateAfter } from './model-state.ts';
import { openAttempt } from './open-attempt.ts';

/**
 * Takes a heartbeat and says which agent id to go on with.
 *
 * A beat without an id opens a session: it starts the next attempt when the current one has
 * already brought something, so that a resumed training never mixes with the one before. A beat
 * of an agent that has been replaced keeps nothing alive: those of `hub-sdk` go on after the end
 * of training, and after a crashed process was followed by a new one.
 * @throws HubError not_found
 */
export async function heartbeat(
  { database, live }: { database: Database; live: LiveBus },
  modelId: string,
  body: HeartbeatBody,
): Promise<{ agentId: string }> {
  const outcome = await database.db.transaction().execute(async (trx) => {
    const model = await lockModel(trx, modelId);
    return body.agentId
      ? await beat(trx, model, body.agentId)
      : await open(trx, model, body.agent ?? null);
  });
  if (outcome.changed) live.publish({ type: 'model', modelId });
  return { agentId: outcome.agentId };
}

interface Outcome {
  readonly agentId: string;
  /** Whether anybody watching would see a difference beyond the time of the beat. */
  readonly changed: boolean;
}

async function open(
  trx: Transaction<Schema>,
  model: ModelsTable,
  agent: string | null,
): Promise<Outcome> {
  const agentId = randomId();
  const { opened } = await openAttempt(trx, model, { agentId, agent, heard: 'heartbeat' });
  return { agentId, changed: opened };
}

async function beat(
  trx: Transaction<Schema>,
  model: ModelsTable,
  agentId: string,
): Promise<Outcome> {
  const replaced = model.agent_id !== null && model.agent_id !== agentId;
  if (replaced && model.state !== 'disconnected') return { agentId, changed: false };
  const state = stateAfter(model.state, 'heard');
  if (state !== 'training') return { agentId, changed: false };
  await trx
    .updateTable('models')
    .set({
      state,
      agent_id: agentId,
      attempt: Math.max(model.attempt, 1),
      last_heard_at: Date.now(),
      last_heard: 'heartbeat',
      disconnected_at: null,
    })
    .where('id', '=', model.id)
    .execute();
  return { agentId, changed: state !== model.state };
}
