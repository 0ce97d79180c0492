import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { RUNS_AS_WRITTEN } from '../../runs-as-written.ts';
import { WorkerCalls } from '../../worker-calls.ts';
import { SqliteError } from '../database-error.ts';
import { RowBatch } from '../row-batch.ts';
import type { WorkerReply, WorkerRequest, WorkerSettings } from './messages.ts';
import { unpackRows } from './packed-rows.ts';

const WORKER = RUNS_AS_WRITTEN ? './worker.ts' : './worker.js';

/** A connection whose SQLite lives in a worker thread. Statements run in the order of the calls. */
export class WorkerConnection implements DatabaseConnection {
  readonly #calls: WorkerCalls<WorkerRequest, WorkerReply>;

  constructor(settings: WorkerSettings) {
    const name = settings.readOnly ? 'sqlite-reader' : 'sqlite-writer';
    this.#calls = new WorkerCalls(new URL(WORKER, import.meta.url), { workerData: settings, name });
  }

  /** How many statements have not been answered yet. */
  get pending(): number {
    return this.#calls.pending;
  }

  /** When the oldest of them was sent, in milliseconds. */
  get waitingSince(): number {
    return this.#calls.waitingSince;
  }

  /** Hears the answers that have come; see `WorkerCalls`. */
  hear(): void {
    this.#calls.hear();
  }

  /** @throws SqliteError with SQLite's own message and code. */
  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return resultOf<Row>(await this.ask(requestOf(query)));
  }

  /** Long reads are paged by key in this code base, so that no cursor is left open in the worker. */
  // biome-ignore lint/correctness/useYield: it only refuses.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('streaming is not supported on SQLite: page by key instead');
  }

  async close(): Promise<void> {
    await this.#calls.end();
  }

  /** @throws SqliteError with SQLite's own message and code. */
  async ask(request: Omit<WorkerRequest, 'id'>): Promise<WorkerReply> {
    const reply = await this.#calls.ask(request);
    if (reply.error) throw new SqliteError(reply.error);
    return reply;
  }
}

/** A statement as the worker is asked for it. */
export function requestOf({ sql, parameters }: CompiledQuery): Omit<WorkerRequest, 'id'> {
  const [first] = parameters;
  return first instanceof RowBatch ? { sql, parameters: [], rows: first } : { sql, parameters };
}

/** The worker's answer as Kysely wants it. */
export function resultOf<Row>(reply: WorkerReply): QueryResult<Row> {
  return {
    rows: (reply.packed ? unpackRows(reply.packed) : (reply.rows ?? [])) as Row[],
    ...(reply.changes !== undefined && { numAffectedRows: BigInt(reply.changes) }),
    ...(reply.lastInsertRowid !== undefined && { insertId: BigInt(reply.lastInsertRowid) }),
  };
}
