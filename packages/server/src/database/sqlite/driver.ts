import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type TransactionSettings,
} from 'kysely';
import { Checkpointer } from './checkpointer.ts';
import { PointLog } from './point-log.ts';
import { RoutedConnection } from './routed-connection.ts';
import { WorkerConnection } from './worker-connection.ts';

/** How many threads read at the same time, at most; each is started when it is needed. */
const READERS = 2;

/**
 * Kysely's driver: one writing connection, handed to one user at a time, and readers shared by
 * everybody. A statement outside a transaction goes to a reader when it only reads.
 */
export class SqliteDriver implements Driver {
  readonly #file: string;
  #writer: WorkerConnection | undefined;
  readonly #readers: WorkerConnection[] = [];
  #log: PointLog | undefined;
  #checkpointer: Checkpointer | undefined;
  #writerFree: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  async init(): Promise<void> {
    this.#writer = new WorkerConnection({ file: this.#file, readOnly: false });
    // The first statement creates the file, before any reader opens it.
    await this.#writer.executeQuery(CompiledQuery.raw('SELECT 1'));
    const lockWriter = () => this.#lockWriter();
    const lane = { file: this.#file, writer: this.#writer, lockWriter };
    this.#checkpointer = new Checkpointer(lane);
    this.#log = new PointLog({ ...lane, checkpointer: this.#checkpointer });
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
    await this.#checkpointer?.close();
    await this.#writerFree;
    await Promise.all(this.#readers.map((reader) => reader.close()));
    await this.#writer?.close();
  }

  /**
   * The reader with the least to do, or a new one while all are busy. What has been under way for
   * longer is likely to take longer still.
   */
  #reader(): WorkerConnection {
    const [idlest] = this.#readers.toSorted(
      (a, b) => a.pending - b.pending || b.waitingSince - a.waitingSince,
    );
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
