import type { Kysely } from 'kysely';
import { STORAGE_KEY } from '../blobs/storage-id.ts';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import { describeTables, type TableShape } from './describe-tables.ts';
import {
  beginMove,
  MOVE_KEY,
  type MoveState,
  type TableState,
  writeMoveState,
} from './move-state.ts';
import { OperateError } from './operate-error.ts';
import type { OnOperateProgress } from './progress.ts';
import { keyOf, readRows } from './read-rows.ts';
import { type Row, RowDigest } from './row-digest.ts';
import { setSequences, storableRow, writeRows } from './write-rows.ts';

/**
 * Copies every table into an empty database, verified by count and hash of each. An interrupted
 * copy goes on where it was. Until `endMove` says that all is there, no hub starts on the target.
 * @param source reads `from`: a transaction where somebody else may write meanwhile
 * @returns rows by table
 * @throws OperateError when the target is not empty, or does not hold what was copied
 */
export async function copyTables(
  from: Database,
  to: Database,
  onProgress: OnOperateProgress,
  source: Kysely<Schema> = from.db,
): Promise<Record<string, number>> {
  const shapes = await describeTables(to);
  const state = await beginMove(from, to, shapes);
  for (const shape of shapes) {
    if (!state.tables[shape.name]?.done) await copyTable({ source, to, state, shape, onProgress });
  }
  await setSequences(to);
  for (const shape of shapes) await verifyTable(to, shape, state.tables[shape.name]!, onProgress);
  return Object.fromEntries(shapes.map(({ name }) => [name, state.tables[name]!.count]));
}

interface TableCopy {
  readonly source: Kysely<Schema>;
  readonly to: Database;
  readonly state: MoveState;
  readonly shape: TableShape;
  readonly onProgress: OnOperateProgress;
}

async function copyTable({ source, to, state, shape, onProgress }: TableCopy): Promise<void> {
  const before = state.tables[shape.name];
  const digest = new RowDigest(before);
  const save = async (db: Kysely<Schema>, last: TableState['last'], done: boolean) => {
    state.tables[shape.name] = { count: digest.count, sum: digest.sum, last, done };
    await writeMoveState(db, state);
  };
  let last = before?.last;
  for await (const page of readRows(source, shape, last)) {
    const rows = page.filter(isKept(shape)).map((row) => storableRow(to.engine, row));
    for (const row of rows) digest.add(row, shape.columns);
    last = keyOf(shape, page.at(-1)!);
    await to.db.transaction().execute(async (trx) => {
      await writeRows(trx, to.engine, shape, rows);
      await save(trx, last, false);
    });
    onProgress({ what: shape.name, done: digest.count, unit: 'rows' });
  }
  await save(to.db, last, true);
}

async function verifyTable(
  { db }: Database,
  shape: TableShape,
  copied: TableState,
  onProgress: OnOperateProgress,
): Promise<void> {
  const digest = new RowDigest();
  for await (const page of readRows(db, shape)) {
    for (const row of page.filter(isKept(shape))) digest.add(row, shape.columns);
    const total = copied.count;
    onProgress({ what: `${shape.name} verified`, done: digest.count, total, unit: 'rows' });
  }
  if (digest.count !== copied.count || digest.sum !== copied.sum) {
    throw new OperateError(
      `Table ${shape.name} of the target is not what was copied (${digest.count} rows instead of ${copied.count}, or others). Empty the target and begin again.`,
    );
  }
}

/** In a table that is moved lie the note of the move itself, and what is of the place. */
const OF_THE_PLACE: ReadonlySet<unknown> = new Set([MOVE_KEY, STORAGE_KEY]);

function isKept({ name }: TableShape): (row: Row) => boolean {
  return name === 'settings' ? (row) => !OF_THE_PLACE.has(row['key']) : () => true;
}
