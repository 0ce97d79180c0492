import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import { POINT_COLUMNS } from '../point-writer.ts';
import { PointLog } from './point-log.ts';
import { APPEND } from './point-statements.ts';
import { WorkerConnection } from './worker-connection.ts';

/** How many threads read at the same time, at most; each is started when it is needed. */
const READERS = 2;

const BYTES_PER_POINT = POINT_COLUMNS * Float64Array.BYTES_PER_ELEMENT;

/**
 * Kysely's driver: one writing connection, handed to one user at a time, and readers shared by
 * everybody. A statement outside a transaction goes to a reader when it only reads.
 */
export class SqliteDriver implements Driver {
  readonly #file: string;
  #writer: WorkerConnection | undefined;
  readonly #readers: WorkerConnection[] = [];
  #log: PointLog | undefined;
  #writerFree: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  async init(): Promise<void> {
    this.#writer = new WorkerConnection({ file: this.#file, readOnly: false });
    // The first statement creates the file, before any reader opens it.
    await this.#writer.executeQuery(CompiledQuery.raw('SELECT 1'));
    this.#log = new PointLog({ writer: this.#writer, lockWriter: () => this.#lockWriter() });
    await this.#log.open();
  }

  /** Points that are stored, and wait in their log. */
  get waitingPoints(): number {
    return this.#log?.points ?? 0;
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new RoutedConnection({
      writer: this.#writer!,
      log: this.#log!,
      reader: () => this.#reader(),
      lockWriter: () => this.#lockWriter(),
    });
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings) {
    await (connection as RoutedConnection).begin(settings.accessMode === 'read only');
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('COMMIT'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await connection.executeQuery(CompiledQuery.raw('ROLLBACK'));
    } catch (error) {
      // After some errors, a full disk among them, SQLite has rolled back by itself; what the
      // caller has to hear of is that error, not this one.
      if (!/no transaction is active/.test((error as Error).message)) throw error;
    }
  }

  async savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`SAVEPOINT "${name}"`));
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`ROLLBACK TO "${name}"`));
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`RELEASE "${name}"`));
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    (connection as RoutedConnection).release();
  }

  async destroy(): Promise<void> {
    await this.#log?.close();
    await this.#writerFree;
    await Promise.all(this.#readers.map((reader) => reader.close()));
    await this.#writer?.close();
  }

  /** The reader with the least to do, or a new one while all are busy. */
  #reader(): WorkerConnection {
    const [idlest] = this.#readers.toSorted((a, b) => a.pending - b.pending);
    if (idlest && (idlest.pending === 0 || this.#readers.length === READERS)) return idlest;
    const reader = new WorkerConnection({ file: this.#file, readOnly: true });
    this.#readers.push(reader);
    return reader;
  }

  /** Waits until the writer is free; the returned function frees it. */
  async #lockWriter(): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#writerFree;
    this.#writerFree = before.then(() => promise);
    await before;
    return resolve;
  }
}

interface Lanes {
  readonly writer: WorkerConnection;
  readonly log: PointLog;
  reader(): WorkerConnection;
  lockWriter(): Promise<() => void>;
}

/** What Kysely holds as one connection: the writer while in a transaction, else whichever fits. */
class RoutedConnection implements DatabaseConnection {
  readonly #lanes: Lanes;
  #unlock: (() => void) | undefined;

  constructor(lanes: Lanes) {
    this.#lanes = lanes;
  }

  async begin(readOnly: boolean): Promise<void> {
    // Reads that belong together share a snapshot, but a shared reader cannot hold a transaction
    // open for one user, so they take the writer too.
    this.#unlock = await this.#lanes.lockWriter();
    await this.#lanes.writer.executeQuery(
      CompiledQuery.raw(readOnly ? 'BEGIN' : 'BEGIN IMMEDIATE'),
    );
  }

  async executeQuery<Row>(query: CompiledQuery) {
    const { log, writer } = this.#lanes;
    if (this.#unlock) {
      if (log.concerns(query.sql)) await log.settleWithin();
      const result = await writer.executeQuery<Row>(query);
      if (query.sql === APPEND) noteAppended(log, query, result);
      return result;
    }
    if (log.concerns(query.sql)) await log.settle();
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
}

/** Whether a statement can go to a reader; one that was written as SQL is told by how it begins. */
function onlyReads({ query, sql }: CompiledQuery): boolean {
  if (query.kind === 'SelectQueryNode') return true;
  return query.kind === 'RawNode' && /^\s*select\s/i.test(sql);
}

function noteAppended(log: PointLog, query: CompiledQuery, { rows }: QueryResult<unknown>): void {
  const [appended] = rows as { id: number }[];
  const [points] = query.parameters as [Uint8Array];
  if (appended) log.noteAppended(appended.id, points.byteLength / BYTES_PER_POINT);
}
