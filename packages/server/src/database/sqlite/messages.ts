import type { RowBatch } from '../row-batch.ts';
import type { PackedRows } from './packed-rows.ts';

/** What the SQLite worker is asked: a statement, to move points out of their log, or both. */
export interface WorkerRequest extends Transactional {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /**
   * When set, `parameters` is empty and the statement runs once for every row of the batch. One
   * message for thousands of rows.
   */
  readonly rows?: RowBatch;
  /** Has few rows packed, too. */
  readonly packed?: true;
  /** After the statement, which may be empty then. */
  readonly move?: MoveRequest;
  /**
   * Ends the transaction with the request: when the statement returned so many rows it is
   * committed, else undone, and nothing is moved.
   */
  readonly expected?: number;
}

/** What goes before a request, so that a transaction costs few messages. */
export interface Transactional {
  /** How a transaction begins, when this is its first request. */
  readonly begin?: string;
  /** The transaction must be open still: SQLite ends some by itself. */
  readonly within?: boolean;
  /** Points that are appended to their log. */
  readonly append?: Float64Array;
}

export interface MoveRequest {
  /** About how many points. */
  readonly most: number;
  /** Whether it is part of a transaction that is open; else it is one of its own. */
  readonly within: boolean;
}

/** Pages of SQLite's write-ahead log. */
export interface WalState {
  /** Pages in it. */
  readonly log: number;
  /** How many of them are in the file. */
  readonly checkpointed: number;
}

/** The oldest and the newest entry of the log of points; null when it is empty. */
export interface LogState {
  readonly first: number | null;
  readonly last: number | null;
}

export interface WorkerReply {
  readonly id: number;
  /** After points have been moved. */
  readonly log?: LogState;
  /** After points have been moved and committed. */
  readonly wal?: WalState;
  /** Number of the log's new entry. */
  readonly appended?: number;
  readonly rows?: unknown[];
  /** In the place of `rows`, where there are many. */
  readonly packed?: PackedRows;
  readonly changes?: number;
  readonly lastInsertRowid?: number;
  readonly error?: { readonly message: string; readonly code?: string; readonly errcode?: number };
}

/** How a worker is started. */
export interface WorkerSettings {
  readonly file: string;
  readonly readOnly: boolean;
}
