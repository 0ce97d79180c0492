import type { Database } from '../database/open-database.ts';
import { startAttempt } from './attempts.ts';
import { lockModel } from './lock-model.ts';

/** A session as its trainer names it. */
export interface SessionName {
  readonly sessionId: string;
  /** As assigned by the heartbeat, or null. */
  readonly agentId?: string | null | undefined;
}

/**
 * The attempt that a session belongs to. It never changes, so that what a session sends late, when
 * the next one is training already, stays with the attempt that it comes from.
 *
 * A session that was not heard before takes the current attempt, or the next when another session
 * has that one.
 * @throws HubError not_found
 */
export async function sessionAttempt(
  { db }: Database,
  modelId: string,
  { sessionId, agentId }: SessionName,
): Promise<number> {
  const known = await db
    .selectFrom('training_sessions')
    .select('attempt')
    .where('model_id', '=', modelId)
    .where('id', '=', sessionId)
    .executeTakeFirst();
  if (known) return known.attempt;
  return db.transaction().execute(async (trx) => {
    const model = await lockModel(trx, modelId);
    const current = await trx
      .selectFrom('training_sessions')
      .select('id')
      .where('model_id', '=', modelId)
      .where('attempt', '=', model.attempt)
      .executeTakeFirst();
    // Another process may have made it between the two looks.
    if (current?.id === sessionId) return model.attempt;
    const next = model.attempt === 0 || (current !== undefined && model.state !== 'trained');
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
      .onConflict((conflict) => conflict.columns(['model_id', 'id']).doNothing())
      .execute();
    return attempt;
  });
}
