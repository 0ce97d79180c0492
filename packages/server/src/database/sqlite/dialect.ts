import {
  type Dialect,
  type Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { SqliteDriver } from './driver.ts';

/** Oldest SQLite that is safe here: earlier ones can corrupt a WAL under two connections. */
const MINIMUM = [3, 51, 3] as const;

/**
 * Kysely on the SQLite inside Node, off the event loop.
 * @throws Error when Node carries an SQLite older than 3.51.3.
 */
export class SqliteWorkerDialect implements Dialect {
  readonly #driver: SqliteDriver;

  constructor(file: string) {
    assertVersion(process.versions.sqlite ?? '0');
    this.#driver = new SqliteDriver(file);
  }

  /** Points that are stored, and wait in their log. */
  get waitingPoints(): number {
    return this.#driver.waitingPoints;
  }

  /** Hears the answers of the threads that have come; see `WorkerCalls`. */
  hear(): void {
    this.#driver.hear();
  }

  createDriver() {
    return this.#driver;
  }

  createQueryCompiler() {
    return new SqliteQueryCompiler();
  }

  createAdapter() {
    return new ConcurrentSqliteAdapter();
  }

  // biome-ignore lint/suspicious/noExplicitAny: Kysely's own signature.
  createIntrospector(db: Kysely<any>) {
    return new SqliteIntrospector(db);
  }
}

/**
 * Kysely lets nobody read while a transaction is open on an SQLite of one connection. Ours has a
 * writer and readers, and its driver keeps the writers apart.
 */
class ConcurrentSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }

  /** SQLite does undo table changes, so a migration that fails leaves nothing behind. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** @throws Error when `version` is older than the minimum. */
export function assertVersion(version: string): void {
  const parts = version.split('.').map(Number);
  for (const [index, wanted] of MINIMUM.entries()) {
    const part = parts[index] ?? 0;
    if (part > wanted) return;
    if (part < wanted) {
      throw new Error(
        `this Node carries SQLite ${version}; Trainyard needs ${MINIMUM.join('.')} or later. Use Node 24.21 or later.`,
      );
    }
  }
}
