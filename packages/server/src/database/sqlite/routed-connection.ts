import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { POINT_COLUMNS } from '../point-writer.ts';
import type { RowBatch } from '../row-batch.ts';
import { AtOnce } from './at-once.ts';
import type { Transactional, WorkerReply, WorkerRequest } from './messages.ts';
import { AsPacked } from './numbers.ts';
import { moveRequest, namesPoints, type PointLog } from './point-log.ts';
import { APPEND } from './point-statements.ts';
import { requestOf, resultOf, type WorkerConnection } from './worker-connection.ts';

/** Where statements can go. */
export interface Lanes {
  readonly writer: WorkerConnection;
  readonly log: PointLog;
  reader(): WorkerConnection;
  /** Waits until the writer is free; the returned function frees it. */
  lockWriter(): Promise<() => void>;
}

/**
 * What Kysely holds as one connection: the writer while in a transaction, else whichever fits. The
 * beginning of a transaction, and points for the log, go along with the statement after them: a
 * message to another thread costs more than what most statements do there.
 */
export class RoutedConnection implements DatabaseConnection {
  readonly #lanes: Lanes;
  #unlock: (() => void) | undefined;
  /** How the transaction begins, while nothing has been sent. */
  #begin: string | undefined;
  /** What has not been sent yet. */
  #append: Float64Array | undefined;

  constructor(lanes: Lanes) {
    this.#lanes = lanes;
  }

  async begin(readOnly: boolean): Promise<void> {
    // Reads that belong together share a snapshot, but a shared reader cannot hold a transaction
    // open for one user, so they take the writer too.
    this.#unlock = await this.#lanes.lockWriter();
    this.#begin = readOnly ? 'BEGIN' : 'BEGIN IMMEDIATE';
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#unlock) return this.#executeWithin<Row>(query);
    const [first] = query.parameters;
    if (first instanceof AtOnce) return this.#executeAtOnce<Row>(query.sql, first);
    const { log, writer } = this.#lanes;
    if (log.concerns(query.sql)) await log.settle();
    if (first instanceof AsPacked) {
      const request = { sql: query.sql, parameters: first.parameters, packed: true } as const;
      const { packed } = await this.#lanes.reader().ask(request);
      return { rows: [packed as Row] };
    }
    if (onlyReads(query)) return this.#lanes.reader().executeQuery<Row>(query);
    const unlock = await this.#lanes.lockWriter();
    try {
      return await writer.executeQuery<Row>(query);
    } finally {
      unlock();
    }
  }

  streamQuery<Row>() {
    return this.#lanes.reader().streamQuery<Row>();
  }

  release(): void {
    this.#unlock?.();
    this.#unlock = undefined;
  }

  async #executeAtOnce<Row>(
    sql: string,
    { points, parameters, expected }: AtOnce,
  ): Promise<QueryResult<Row>> {
    const { log, writer } = this.#lanes;
    const unlock = await this.#lanes.lockWriter();
    try {
      const count = points.length / POINT_COLUMNS;
      const most = log.along(count);
      const reply = await writer.ask({
        ...{ begin: 'BEGIN IMMEDIATE', append: points, sql, parameters, expected },
        ...(most > 0 && { move: { most, within: true } }),
      });
      if (reply.appended) log.noteAppended(reply.appended, count);
      if (reply.log) log.noteMoved(reply, most);
      return resultOf<Row>(reply);
    } finally {
      unlock();
    }
  }

  async #executeWithin<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { sql } = query;
    if (sql === 'ROLLBACK') this.#append = undefined;
    const isEnd = sql === 'COMMIT' || sql === 'ROLLBACK';
    if (isEnd && this.#begin && !this.#append) return { rows: [] };
    if (sql === APPEND) {
      if (this.#append) await this.#send({ sql: 'SELECT 1', parameters: [] });
      this.#append = (query.parameters[0] as RowBatch).values.slice();
      return { rows: [] };
    }
    const isBehind = this.#lanes.log.concerns(sql) || (this.#append && namesPoints(sql));
    if (isBehind) await this.#send(moveRequest(Number.POSITIVE_INFINITY, true));
    return resultOf<Row>(await this.#send(requestOf(query)));
  }

  async #send(request: Omit<WorkerRequest, 'id'>): Promise<WorkerReply> {
    const [begin, append] = [this.#begin, this.#append];
    this.#begin = undefined;
    this.#append = undefined;
    const before: Transactional = {
      within: true,
      ...(begin && { begin }),
      ...(append && { append }),
    };
    const { log, writer } = this.#lanes;
    const reply = await writer.ask({ ...request, ...before });
    if (reply.appended) log.noteAppended(reply.appended, append!.length / POINT_COLUMNS);
    return reply;
  }
}

/**
 * Whether a statement can go to a reader. One that was written as SQL is told by how it begins, and
 * after a `with`, which may do either, by whether anything in it writes.
 */
function onlyReads({ query, sql }: CompiledQuery): boolean {
  if (query.kind === 'SelectQueryNode') return true;
  if (query.kind !== 'RawNode') return false;
  if (/^\s*with\s/i.test(sql)) return !/\b(insert|update|delete)\b/i.test(sql);
  return /^\s*select\s/i.test(sql);
}
