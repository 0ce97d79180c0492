import type { Transaction } from 'kysely';
import type { SignedInCaller } from '../../accounts/caller.ts';
import type { Database } from '../../database/open-database.ts';
import type { EarlyConsoleTable, Schema } from '../../database/schema.ts';
import { type AttemptKey, type ConsoleChunk, keepConsole } from '../observations.ts';
import { type RunName, runLock } from './run-name.ts';

/** Output older than this belongs to a start that never came, in milliseconds. */
const WAIT_MS = 10 * 60 * 1000;

/** Pieces that may wait for one run; a start takes seconds, and brings a handful. */
const MAX_WAITING = 200;

/** How long after its start a run is still sent what it printed before, in milliseconds. */
const OVERTAKEN_MS = 2 * 60 * 1000;

/**
 * Keeps console output without a model id: callbacks up to 8.4.50 capture from before the
 * registration, so their first pieces carry none. They wait for the start; where the start has
 * overtaken them, they go to the run that has just begun.
 */
export async function keepEarlyConsole(
  { db, locks }: Database,
  caller: SignedInCaller,
  run: RunName,
  piece: ConsoleChunk,
): Promise<void> {
  const { userId } = caller;
  const { project, name } = run;
  await db.transaction().execute(async (trx) => {
    // Not beside its run's start: each would miss what the other brings.
    await locks.name(trx, runLock(caller, run));
    const at = Date.now();
    const begun = await trx
      .selectFrom('platform_runs')
      .innerJoin('models', 'models.id', 'platform_runs.model_id')
      .select(['model_id', 'platform_runs.attempt'])
      .where('platform_runs.owner_id', '=', userId)
      .where('platform_runs.project', '=', project)
      .where('platform_runs.name', '=', name)
      .where('platform_runs.started_at', '>', at - OVERTAKEN_MS)
      .where('models.finished_at', 'is', null)
      .orderBy('platform_runs.started_at', 'desc')
      .executeTakeFirst();
    if (begun) {
      // A piece of that number is already there: this one is of the next start, then.
      const taken = await trx
        .selectFrom('console_chunks')
        .select('text')
        .where('model_id', '=', begun.model_id)
        .where('attempt', '=', begun.attempt)
        .where('chunk', '=', piece.chunk)
        .executeTakeFirst();
      if (taken?.text === piece.text) return;
      if (!taken) {
        await keepConsole(trx, { modelId: begun.model_id, attempt: begun.attempt }, piece);
        return;
      }
    }
    await wait(trx, { owner_id: userId, project, name, at, ...piece });
  });
}

async function wait(trx: Transaction<Schema>, row: EarlyConsoleTable): Promise<void> {
  const { owner_id, project, name, text, at } = row;
  await trx
    .deleteFrom('early_console')
    .where('owner_id', '=', owner_id)
    .where('at', '<', at - WAIT_MS)
    .execute();
  const { count } = await trx
    .selectFrom('early_console')
    .select((eb) => eb.fn.countAll<number | string>().as('count'))
    .where('owner_id', '=', owner_id)
    .where('project', '=', project)
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  if (Number(count) >= MAX_WAITING) return;
  await trx
    .insertInto('early_console')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['owner_id', 'project', 'name', 'chunk']).doUpdateSet({ text, at }),
    )
    .execute();
}

/** Gives a run that starts now what came of its console before it. */
export async function adoptEarlyConsole(
  trx: Transaction<Schema>,
  { userId }: SignedInCaller,
  { project, name }: RunName,
  key: AttemptKey,
): Promise<void> {
  const pieces = await trx
    .deleteFrom('early_console')
    .where('owner_id', '=', userId)
    .where('project', '=', project)
    .where('name', '=', name)
    .returning(['chunk', 'text', 'at'])
    .execute();
  const tooOld = Date.now() - WAIT_MS;
  for (const piece of pieces) if (piece.at >= tooOld) await keepConsole(trx, key, piece);
}
