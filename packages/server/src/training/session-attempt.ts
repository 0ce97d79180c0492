import type { Transaction } from 'kysely';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import { startAttempt } from './attempts.ts';
import { lockModel } from './lock-model.ts';

/** A session as its trainer names it. */
export interface SessionName {
  readonly sessionId: string;
  /** As assigned by the heartbeat, or null. */
  readonly agentId?: string | null | undefined;
  /** Sessions that came before it, oldest first, heard or not. */
  readonly predecessors?: readonly string[] | undefined;
}

/**
 * The attempt that a session belongs to. It never changes, so that what a session sends late, when
 * the next one is training already, stays with the attempt that it comes from.
 *
 * A session that was not heard before takes the current attempt, or the next when another session
 * has that one; its predecessors come first.
 * @throws HubError not_found
 */
export async function sessionAttempt(
  { db }: Database,
  modelId: string,
  { sessionId, agentId, predecessors = [] }: SessionName,
): Promise<number> {
  const known = await db
    .selectFrom('training_sessions')
    .select('attempt')
    .where('model_id', '=', modelId)
    .where('id', '=', sessionId)
    .executeTakeFirst();
  if (known) return known.attempt;
  return db.transaction().execute(async (trx) => {
    // What a predecessor sends after this must not count as newer.
    for (const id of predecessors) await register(trx, modelId, { sessionId: id });
    return register(trx, modelId, { sessionId, agentId });
  });
}

async function register(
  trx: Transaction<Schema>,
  modelId: string,
  { sessionId, agentId }: SessionName,
): Promise<number> {
  const model = await lockModel(trx, modelId);
  const sessions = await trx
    .selectFrom('training_sessions')
    .select(['id', 'attempt'])
    .where('model_id', '=', modelId)
    .where((eb) => eb.or([eb('attempt', '=', model.attempt), eb('id', '=', sessionId)]))
    .execute();
  const known = sessions.find(({ id }) => id === sessionId);
  if (known) return known.attempt;
  const next = model.attempt === 0 || (sessions.length > 0 && model.state !== 'trained');
  const attempt = next ? model.attempt + 1 : model.attempt;
  if (next) {
    await startAttempt(trx, { id: modelId, attempt }, { agentId: agentId ?? '', agent: null });
    await trx
      .updateTable('models')
      .set({ attempt, cancel_requested_at: null })
      .where('id', '=', modelId)
      .execute();
  }
  await trx
    .insertInto('training_sessions')
    .values({ model_id: modelId, id: sessionId, attempt, created_at: Date.now() })
    .execute();
  return attempt;
}
