import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';

/** How long the hub may take to sum up what it was sent. */
const ROLLUP_SECONDS = 120;

/**
 * Waits until a hub has summed its longest series up to a step, which it does beside its other work
 * and which would be measured along with that.
 * @param data its folder
 * @throws Error when that takes longer than two minutes
 */
export async function rolledUp(data: string, step: number, signal: AbortSignal): Promise<void> {
  using database = new DatabaseSync(join(data, 'trainyard.db'), { readOnly: true });
  const statement = database.prepare('SELECT max(rolled_to) AS to_step FROM series');
  for (const deadline = Date.now() + ROLLUP_SECONDS * 1000; Date.now() < deadline; ) {
    signal.throwIfAborted();
    if (Number(statement.get()?.['to_step']) >= step) return;
    await wait(200);
  }
  throw new Error(`the rollups were not there after ${ROLLUP_SECONDS} s`);
}
