import { getCompileCacheDir } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { RUNS_AS_WRITTEN } from '../../runs-as-written.ts';
import { SqliteError } from '../database-error.ts';
import { RowBatch } from '../row-batch.ts';
import type { WorkerReply, WorkerRequest, WorkerSettings } from './messages.ts';
import { unpackRows } from './packed-rows.ts';

const WORKER = RUNS_AS_WRITTEN ? './worker.ts' : './worker.js';

interface Waiting {
  resolve(reply: WorkerReply): void;
  reject(error: Error): void;
}

/** A connection whose SQLite lives in a worker thread. Statements run in the order of the calls. */
export class WorkerConnection implements DatabaseConnection {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #failure: Error | undefined;

  constructor(settings: WorkerSettings) {
    const cache = getCompileCacheDir();
    this.#worker = new Worker(new URL(WORKER, import.meta.url), {
      workerData: settings,
      // A thread compiles for itself: with the process's cache it starts faster and stays smaller.
      env: { ...process.env, ...(cache && { NODE_COMPILE_CACHE: cache }) },
      name: settings.readOnly ? 'sqlite-reader' : 'sqlite-writer',
    });
    this.#worker.unref();
    this.#worker.on('message', (reply: WorkerReply) => this.#settle(reply));
    this.#worker.on('error', (error) => this.#fail(error as Error));
    this.#worker.on('exit', (code) => this.#fail(new Error(`SQLite's worker ended (${code})`)));
  }

  /** How many statements have not been answered yet. */
  get pending(): number {
    return this.#waiting.size;
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
    await this.#worker.terminate();
  }

  /** @throws SqliteError with SQLite's own message and code. */
  ask(request: Omit<WorkerRequest, 'id'>): Promise<WorkerReply> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      // The loop stays alive only while an answer is awaited.
      if (this.#waiting.size === 0) this.#worker.ref();
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...request } satisfies WorkerRequest);
    });
  }

  #settle(reply: WorkerReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (reply.error) waiting?.reject(new SqliteError(reply.error));
    else waiting?.resolve(reply);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
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
