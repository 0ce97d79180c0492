import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type TransactionSettings,
} from 'kysely';
import { Checkpointer } from './checkpointer.ts';
import { PointLog } from './point-log.ts';
import { Readers } from './readers.ts';
import { RoutedConnection } from './routed-connection.ts';
import { WorkerConnection } from './worker-connection.ts';

/**
 * Kysely's driver: one writing connection, handed to one user at a time, and readers shared by
 * everybody. A statement outside a transaction goes to a reader when it only reads.
 */
export class SqliteDriver implements Driver {
  readonly #file: string;
  #writer: WorkerConnection | undefined;
  readonly #readers: Readers;
  #log: PointLog | undefined;
  #checkpointer: Checkpointer | undefined;
  #writerFree: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
    this.#readers = new Readers(file);
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

  /** Hears the answers of the threads that have come; see `WorkerCalls`. */
  hear(): void {
    this.#writer?.hear();
    this.#readers.hear();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new RoutedConnection({
      writer: this.#writer!,
      log: this.#log!,
      reader: () => this.#readers.idlest(),
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
    await this.#readers.close();
    await this.#writer?.close();
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
