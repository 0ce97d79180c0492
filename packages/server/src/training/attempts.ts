import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** One attempt of a model: the key of everything that is kept apart by attempt. */
interface AttemptKey {
  readonly id: string;
  readonly attempt: number;
}

/** Starts an attempt for an agent. */
export async function startAttempt(
  trx: Transaction<Schema>,
  { id, attempt }: AttemptKey,
  by: { readonly agentId: string | null; readonly agent: string | null },
): Promise<void> {
  await trx
    .insertInto('attempts')
    .values({
      model_id: id,
      attempt,
      agent_id: by.agentId,
      agent: by.agent,
      started_at: Date.now(),
      first_epoch: null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['model_id', 'attempt'])
        .doUpdateSet({ agent_id: by.agentId, agent: by.agent }),
    )
    .execute();
}

/**
 * Notes the first epoch of an attempt; makes the attempt when metrics came before any heartbeat.
 * An attempt with a first epoch has been used: the next agent starts another.
 */
export async function noteFirstEpoch(
  trx: Transaction<Schema>,
  { id, attempt }: AttemptKey,
  epoch: number,
): Promise<void> {
  await trx
    .insertInto('attempts')
    .values({
      model_id: id,
      attempt,
      agent_id: null,
      agent: null,
      started_at: Date.now(),
      first_epoch: epoch,
    })
    .onConflict((conflict) =>
      conflict.columns(['model_id', 'attempt']).doUpdateSet((eb) => ({
        first_epoch: eb.fn.coalesce('attempts.first_epoch', eb.val(epoch)),
      })),
    )
    .execute();
}

/** Whether the attempt has brought anything: metrics or a checkpoint. */
export async function attemptWasUsed(
  trx: Kysely<Schema>,
  { id, attempt }: AttemptKey,
): Promise<boolean> {
  const row = await trx
    .selectFrom('attempts')
    .select('first_epoch')
    .where('model_id', '=', id)
    .where('attempt', '=', attempt)
    .executeTakeFirst();
  if (row?.first_epoch !== null && row?.first_epoch !== undefined) return true;
  const checkpoint = await trx
    .selectFrom('checkpoints')
    .select('id')
    .where('model_id', '=', id)
    .where('attempt', '=', attempt)
    .limit(1)
    .executeTakeFirst();
  return checkpoint !== undefined;
}
