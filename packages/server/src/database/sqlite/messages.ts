/** What the SQLite worker is asked: one statement, or to move points out of their log. */
export interface WorkerRequest {
  readonly id: number;
  /** When set, `sql` is empty. */
  readonly move?: MoveRequest;
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /**
   * When set, `parameters` is empty and the statement runs once for every `columns` numbers of
   * this array. One message for thousands of rows, transferred without a copy.
   */
  readonly rows?: { readonly columns: number; readonly values: Float64Array };
}

export interface MoveRequest {
  /** About how many points. */
  readonly most: number;
  /** Whether it is part of a transaction that is open; else it is one of its own. */
  readonly within: boolean;
}

/** The oldest and the newest entry of the log of points; null when it is empty. */
export interface LogState {
  readonly first: number | null;
  readonly last: number | null;
}

export interface WorkerReply {
  readonly id: number;
  readonly log?: LogState;
  readonly rows?: unknown[];
  readonly changes?: number;
  readonly lastInsertRowid?: number;
  readonly error?: { readonly message: string; readonly code?: string; readonly errcode?: number };
}

/** How a worker is started. */
export interface WorkerSettings {
  readonly file: string;
  readonly readOnly: boolean;
}
