import { type HeartbeatBody, HubError } from '@trainyard/protocol';
import { sql, type Transaction } from 'kysely';
import { randomId } from '../accounts/random-id.ts';
import { type BatchOutcome, GroupCommit } from '../database/group-commit.ts';
import { jsonRows } from '../database/json-rows.ts';
import type { Database } from '../database/open-database.ts';
import type { ModelsTable, Schema } from '../database/schema.ts';
import type { LiveBus } from '../live/live-bus.ts';
import { lockModel } from './lock-model.ts';
import { stateAfter } from './model-state.ts';
import { openAttempt } from './open-attempt.ts';

/** One heartbeat of an agent that has been told its id. */
interface Beat {
  readonly modelId: string;
  readonly agentId: string;
}

/** What a beat came to. */
interface Outcome {
  /** Whether anybody watching would see a difference beyond the time of the beat. */
  readonly changed: boolean;
}

/** What a beat depends on. */
type BeatingModel = Pick<ModelsTable, 'id' | 'state' | 'agent_id'>;

/**
 * Takes heartbeats. As with metrics, those that wait at the same moment share one transaction, and
 * each is answered after the commit.
 */
export class Heartbeats {
  readonly #database: Database;
  readonly #live: LiveBus;
  readonly #commit: GroupCommit<Beat, Outcome>;

  constructor(database: Database, live: LiveBus) {
    this.#database = database;
    this.#live = live;
    this.#commit = new GroupCommit(database, {
      write: (trx, beats) => writeBeats(database, trx, beats),
    });
  }

  /**
   * Takes a heartbeat and says which agent id to go on with.
   *
   * A beat without an id opens a session: it starts the next attempt when the current one has
   * already brought something, so that a resumed training never mixes with the one before. A beat
   * of an agent that has been replaced keeps nothing alive: those of `hub-sdk` go on after the end
   * of training, and after a crashed process was followed by a new one.
   * @throws HubError not_found
   */
  async take(
    modelId: string,
    { agentId: known, agent }: HeartbeatBody,
  ): Promise<{ agentId: string }> {
    const agentId = known || randomId();
    const { changed } = known
      ? await this.#commit.add({ modelId, agentId })
      : await this.#open(modelId, agentId, agent ?? null);
    if (changed) this.#live.publish({ type: 'model', modelId });
    return { agentId };
  }

  #open(modelId: string, agentId: string, agent: string | null): Promise<Outcome> {
    return this.#database.db.transaction().execute(async (trx) => {
      const model = await lockModel(trx, modelId);
      const { opened } = await openAttempt(trx, model, { agentId, agent, heard: 'heartbeat' });
      return { changed: opened };
    });
  }
}

async function writeBeats(
  database: Database,
  trx: Transaction<Schema>,
  beats: readonly Beat[],
): Promise<BatchOutcome<Outcome>> {
  const ids = [...new Set(beats.map(({ modelId }) => modelId))];
  await database.locks.models(trx, ids);
  const { rows } = await sql<BeatingModel>`
    select m.id, m.state, m.agent_id
    from ${jsonRows(
      database,
      ids.map((id) => [id]),
    )} cross join models as m where m.id = v.value ->> 0`.execute(trx);
  const models = new Map(rows.map((model) => [model.id, model]));
  const alive = new Map<string, string>();
  const results = beats.map(({ modelId, agentId }) => {
    const model = models.get(modelId);
    if (!model) return new HubError('not_found');
    if (!keepsAlive(model, agentId)) return { changed: false };
    alive.set(modelId, agentId);
    models.set(modelId, { id: modelId, state: 'training', agent_id: agentId });
    return { changed: model.state !== 'training' };
  });
  if (alive.size > 0) await markAlive(database, trx, alive);
  return { results };
}

/** Whether a beat keeps the model's training alive, or brings it back. */
function keepsAlive({ state, agent_id: current }: BeatingModel, agentId: string): boolean {
  const replaced = current !== null && current !== agentId;
  if (replaced && state !== 'disconnected') return false;
  return stateAfter(state, 'heard') === 'training';
}

async function markAlive(
  database: Database,
  trx: Transaction<Schema>,
  agents: ReadonlyMap<string, string>,
): Promise<void> {
  await sql`
    update models set
      state = 'training',
      agent_id = v.value ->> 1,
      attempt = case when attempt = 0 then 1 else attempt end,
      last_heard_at = ${Date.now()}, last_heard = 'heartbeat', disconnected_at = null
    from ${jsonRows(database, [...agents])}
    where models.id = v.value ->> 0`.execute(trx);
}
