import { type Kysely, sql, type Transaction } from 'kysely';
import { jsonRows } from '../database/json-rows.ts';
import type { Database } from '../database/open-database.ts';
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
 * Notes the first epochs of attempts; makes those of which metrics came before any heartbeat.
 * An attempt with a first epoch has been used: the next agent starts another.
 */
export async function noteFirstEpochs(
  database: Database,
  trx: Transaction<Schema>,
  attempts: readonly (AttemptKey & { readonly epoch: number })[],
): Promise<void> {
  const rows = attempts.map(({ id, attempt, epoch }) => [id, attempt, epoch]);
  await sql`
    insert into attempts (model_id, attempt, started_at, first_epoch)
    select v.value ->> 0, cast(v.value ->> 1 as integer), cast(${Date.now()} as bigint),
      cast(v.value ->> 2 as bigint)
    from ${jsonRows(database, rows)} where true
    on conflict (model_id, attempt) do update
    set first_epoch = coalesce(attempts.first_epoch, excluded.first_epoch)`.execute(trx);
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
