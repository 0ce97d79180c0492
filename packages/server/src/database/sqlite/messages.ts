/** What the SQLite worker is asked: one statement on one of its two connections. */
export interface WorkerRequest {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /**
   * When set, `parameters` is empty and the statement runs once for every `columns` numbers of
   * this array. One message for thousands of rows, transferred without a copy.
   */
  readonly rows?: { readonly columns: number; readonly values: Float64Array };
}

export interface WorkerReply {
  readonly id: number;
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
