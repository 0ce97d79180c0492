import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import pg from 'pg';
import { explained, isLost, isPassing } from './errors.ts';
import { retried } from './retry.ts';

/** Connections per hub process. PostgreSQL's default maximum is 100 for all its clients. */
const POOL_SIZE = 10;

/** A connection that is not there after this long is a failure, in milliseconds. */
const CONNECT_MS = 10_000;

/** Limits that the server keeps, in milliseconds: no request may hold up the others for long. */
const LIMITS = {
  statement_timeout: 60_000,
  lock_timeout: 20_000,
  idle_in_transaction_session_timeout: 60_000,
} as const;

/** A server that has gone without a word is given up on after this long, in milliseconds. */
const SILENCE_MS = LIMITS.statement_timeout + 10_000;

/** PostgreSQL's type id of bigint; `pg` gives it as text unless told otherwise. */
const INT8 = 20;

export interface PoolOptions {
  /** `postgres://…`; `?max=` is the size of the pool, and what `pg` knows may stand there too. */
  readonly url: string;
  /** False for migrations, which take as long as they take. */
  readonly limited: boolean;
}

/**
 * Connections for Kysely. A lost one is replaced at the next use, and is told as a
 * `DatabaseUnavailableError`; a statement of its own is tried again after a deadlock.
 */
export function openPool({ url, limited }: PoolOptions): PostgresPool {
  const pool = new pg.Pool({
    ...connectionOptions(url),
    ...(limited && { ...LIMITS, query_timeout: SILENCE_MS }),
    max: sizeOf(url),
    connectionTimeoutMillis: CONNECT_MS,
  });
  // A connection that breaks while nobody reads from it would end Node without a listener.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    options: {},
    connect: async () => {
      try {
        return new PooledClient(await pool.connect());
      } catch (error) {
        throw explained(error);
      }
    },
    end: () => pool.end(),
  };
}

/** What every connection to the database is opened with. */
export function connectionOptions(url: string): pg.ClientConfig {
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, Number);
  return { connectionString: url, types, keepAlive: true, application_name: 'trainyard' };
}

function sizeOf(url: string): number {
  const size = Number(URL.parse(url)?.searchParams.get('max'));
  return Number.isSafeInteger(size) && size > 0 ? size : POOL_SIZE;
}

/** A connection while Kysely has it. */
class PooledClient implements PostgresPoolClient {
  readonly #client: pg.PoolClient;
  #inTransaction = false;
  #lost = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  query<Row>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>>;
  query(cursor: object): never;
  query<Row>(sql: string | object, parameters: readonly unknown[] = []) {
    if (typeof sql === 'object') throw new Error('page by key instead of by a cursor');
    return this.#query<Row>(sql, parameters.map(storable));
  }

  release(destroy = false): void {
    this.#client.release(destroy || this.#lost);
  }

  async #query<Row>(sql: string, parameters: unknown[]): Promise<PostgresQueryResult<Row>> {
    if (/^(begin|start transaction)/.test(sql)) this.#inTransaction = true;
    const ask = () => this.#client.query(sql, parameters);
    try {
      // In a transaction it is the whole of that which has to be tried again.
      const result = await (this.#inTransaction ? ask() : retriedAlone(ask));
      if (/^(commit|rollback)$/.test(sql)) this.#inTransaction = false;
      return result as unknown as PostgresQueryResult<Row>;
    } catch (thrown) {
      const error = explained(thrown);
      this.#lost ||= isLost(error);
      // There is nothing left to undo; what the caller has to hear of is what went wrong before.
      if (sql === 'rollback' && this.#lost) {
        return { command: 'ROLLBACK', rowCount: 0, rows: [] } as PostgresQueryResult<Row>;
      }
      throw error;
    }
  }
}

/** A taken name is an answer here: only a transaction looks for a free one first. */
async function retriedAlone<Result>(ask: () => Promise<Result>): Promise<Result> {
  const outcome = await retried(async () => {
    try {
      return { result: await ask() };
    } catch (error) {
      if (isPassing(error)) throw error;
      return { error };
    }
  });
  if ('error' in outcome) throw outcome.error;
  return outcome.result;
}

/** PostgreSQL keeps no NUL in a text: the sign for an unreadable character stands in its place. */
function storable(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0')
    ? value.replaceAll('\0', '\uFFFD')
    : value;
}
