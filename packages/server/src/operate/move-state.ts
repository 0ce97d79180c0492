import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { loadSecret } from '../accounts/load-secret.ts';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import type { TableShape } from './describe-tables.ts';
import { OperateError } from './operate-error.ts';
import type { RowKey } from './read-rows.ts';

/** The row of `settings` that a database has while a move into it is not finished. */
export const MOVE_KEY = 'move-under-way';

/** How far one table is. */
export interface TableState {
  readonly count: number;
  readonly sum: string;
  /** Key of the last row that was copied; undefined before the first. */
  readonly last?: RowKey | undefined;
  readonly done: boolean;
}

/** How far a move is; kept in the target, in the transactions that add its rows. */
export interface MoveState {
  /** Tells hubs apart. */
  readonly source: string;
  readonly tables: Record<string, TableState>;
}

/** Somebody began to move a hub here, and did not finish. */
export class MoveUnfinishedError extends Error {
  override readonly name = 'MoveUnfinishedError';
}

/** @throws MoveUnfinishedError for a database that a hub cannot run on yet */
export async function assertNoMove({ db }: Database): Promise<void> {
  if (await readMoveState(db)) {
    throw new MoveUnfinishedError(
      'A move into this database was interrupted. Start the same `trainyard move` or `restore` again, and it goes on.',
    );
  }
}

/**
 * The state of this move in its target, a new one where the target is empty.
 * @throws OperateError when the target has something else in it
 */
export async function beginMove(
  from: Database,
  to: Database,
  shapes: readonly TableShape[],
): Promise<MoveState> {
  const secret = await loadSecret(from, 'url-signing');
  const source = createHash('sha256').update(secret).digest('hex').slice(0, 16);
  const known = await readMoveState(to.db);
  if (known?.source === source) return known;
  if (known) {
    throw new OperateError('The target holds part of another hub, whose move was interrupted.');
  }
  for (const { name } of shapes) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(to.db);
    if (rows.length > 0) {
      throw new OperateError(`The target is not empty: its table ${name} has rows.`);
    }
  }
  const state: MoveState = { source, tables: {} };
  await writeMoveState(to.db, state);
  return state;
}

export async function writeMoveState(db: Kysely<Schema>, state: MoveState): Promise<void> {
  const value = JSON.stringify(state);
  await db
    .insertInto('settings')
    .values({ key: MOVE_KEY, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

async function readMoveState(db: Kysely<Schema>): Promise<MoveState | undefined> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('key', '=', MOVE_KEY)
    .executeTakeFirst();
  return row && (JSON.parse(row.value) as MoveState);
}

export async function endMove(db: Kysely<Schema>): Promise<void> {
  await db.deleteFrom('settings').where('key', '=', MOVE_KEY).execute();
}
