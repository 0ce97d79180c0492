import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';
import { answerCalls } from '../../answer-calls.ts';
import { IdleCollector } from '../../memory/idle-collector.ts';
import type { RowBatch } from '../row-batch.ts';
import type {
  LogState,
  MoveRequest,
  WalState,
  WorkerReply,
  WorkerRequest,
  WorkerSettings,
} from './messages.ts';
import { packRows } from './packed-rows.ts';
import { PointAppender } from './point-appender.ts';
import { PointMover } from './point-mover.ts';

/**
 * One SQLite connection on a thread of its own, so that no statement and no fsync ever holds up
 * the event loop. The writer and each reader are separate workers: in WAL mode they do not wait
 * for each other.
 */
const settings = workerData as WorkerSettings;
const database = new DatabaseSync(settings.file, {
  readOnly: settings.readOnly,
  enableForeignKeyConstraints: true,
  timeout: 10_000,
});

// FULL, not NORMAL: NORMAL loses acknowledged rows in a power cut.
if (!settings.readOnly) {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  // Pages of 4 KiB that the log gathers before a commit moves them into the file: what many commits
  // write to one page is moved once. While much is written, the checkpointer has done it by then.
  database.exec('PRAGMA wal_autocheckpoint = 40000;');
}
database.exec('PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;');

/** Prepared statements, the most recently used last. */
const statements = new Map<string, StatementSync>();
const MAX_STATEMENTS = 200;

/** Rows from which on they are packed by columns. */
const WORTH_PACKING = 32;

const appender = new PointAppender(database);
const mover = new PointMover(database);

const idle = new IdleCollector();

answerCalls((request: WorkerRequest) => {
  idle.begin();
  const reply = answer(request);
  idle.end();
  return reply;
});

function answer(request: WorkerRequest): WorkerReply {
  const { id, begin, within, append, sql, move, expected } = request;
  try {
    if (begin) database.exec(begin);
    if (within && !database.isTransaction) throw new Error('no transaction is active');
    const appended = append && appender.append(append);
    const result = sql ? execute(request) : {};
    if (expected !== undefined && expected !== countRows(result)) {
      database.exec('ROLLBACK');
      return { id, ...result };
    }
    const log = move && movePoints(move);
    if (expected !== undefined) database.exec('COMMIT');
    const wal = log && !database.isTransaction && walState();
    return {
      ...{ id, ...result },
      ...(appended !== undefined && { appended }),
      ...(log && { log }),
      ...(wal && { wal }),
    };
  } catch (error) {
    if (expected !== undefined && database.isTransaction) database.exec('ROLLBACK');
    // After some errors, a full disk among them, SQLite has undone the transaction by itself.
    mover.forget();
    const { message, code, errcode } = error as Error & { code?: string; errcode?: number };
    return { id, error: { message, ...(code && { code }), ...(errcode && { errcode }) } };
  }
}

function countRows({ rows, packed }: Omit<WorkerReply, 'id'>): number {
  return rows?.length ?? packed?.columns[0]?.length ?? 0;
}

function walState(): WalState {
  return prepare('PRAGMA wal_checkpoint(NOOP)').get() as unknown as WalState;
}

function execute({ sql, parameters, rows, packed }: WorkerRequest): Omit<WorkerReply, 'id'> {
  if (sql === 'ROLLBACK') mover.forget();
  const statement = prepare(sql);
  if (rows) return runRows(statement, rows);
  const values = parameters as SQLInputValue[];
  const columns = statement.columns();
  if (columns.length > 0) return select(statement, columns, values, packed ? 0 : WORTH_PACKING);
  const { changes, lastInsertRowid } = statement.run(...values);
  return { rows: [], changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
}

function select(
  statement: StatementSync,
  columns: readonly { name: string }[],
  values: SQLInputValue[],
  worthPacking: number,
): Omit<WorkerReply, 'id'> {
  const names = columns.map(({ name }) => name);
  statement.setReturnArrays(true);
  const rows = statement.all(...values) as unknown as unknown[][];
  if (rows.length >= worthPacking) return { packed: packRows(names, rows) };
  return { rows: rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at]]))) };
}

function movePoints({ most, within }: MoveRequest): LogState {
  if (within) return mover.move(most);
  database.exec('BEGIN IMMEDIATE');
  try {
    const state = mover.move(most);
    database.exec('COMMIT');
    return state;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function prepare(sql: string): StatementSync {
  const known = statements.get(sql);
  if (known) {
    statements.delete(sql);
    statements.set(sql, known);
    return known;
  }
  const statement = database.prepare(sql);
  statements.set(sql, statement);
  if (statements.size > MAX_STATEMENTS) {
    const oldest = statements.keys().next().value;
    if (oldest !== undefined) statements.delete(oldest);
  }
  return statement;
}

/** Runs a statement for every row. What it returns for each is gathered. */
function runRows(
  statement: StatementSync,
  { columns, values, texts }: RowBatch,
): { rows: unknown[]; changes?: number } {
  const textColumns = texts.length / (values.length / columns) || 0;
  const row: SQLInputValue[] = new Array(textColumns + columns).fill(null);
  const returns = statement.columns().length > 0;
  statement.setReturnArrays(false);
  const rows: unknown[] = [];
  let changes = 0;
  let text = 0;
  for (let start = 0; start < values.length; start += columns) {
    for (let column = 0; column < textColumns; column++) row[column] = texts[text++]!;
    for (let column = 0; column < columns; column++) {
      const value = values[start + column]!;
      row[textColumns + column] = Number.isNaN(value) ? null : value;
    }
    if (returns) rows.push(...statement.all(...row));
    else changes += Number(statement.run(...row).changes);
  }
  return returns ? { rows } : { rows, changes };
}
