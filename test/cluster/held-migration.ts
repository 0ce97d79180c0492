import pg from 'pg';
import { until } from '../../packages/server/test-support/until.ts';

/** The locks that the next release's migration waits for, by their numbers. */
export const BEFORE_LOCKING = 4711;
export const WHILE_LOCKING = 4712;

/** Makes a hub the next release: one with a further migration. */
export const NEWER_RELEASE = {
  NODE_OPTIONS: `--import=${new URL('newer-release.ts', import.meta.url).href}`,
};

/** Keeps the next release's migration from going on, in the middle, until it is let go. */
export class HeldMigration implements AsyncDisposable {
  readonly #client: pg.Client;
  readonly #other: pg.Client;

  private constructor(client: pg.Client, other: pg.Client) {
    this.#client = client;
    this.#other = other;
  }

  static async hold(databaseUrl: string): Promise<HeldMigration> {
    const [client, other] = [
      new pg.Client({ connectionString: databaseUrl }),
      new pg.Client({ connectionString: databaseUrl }),
    ];
    await Promise.all([client.connect(), other.connect()]);
    for (const lock of [BEFORE_LOCKING, WHILE_LOCKING]) {
      await client.query('select pg_advisory_lock($1)', [lock]);
    }
    return new HeldMigration(client, other);
  }

  /** Whether the migration is under way, and waits there. */
  waitsFor(lock: number): Promise<boolean> {
    return this.#finds(
      `select 1 from pg_locks where locktype = 'advisory' and objid = ${lock} and not granted`,
    );
  }

  async letGo(lock: number): Promise<void> {
    await this.#client.query('select pg_advisory_unlock($1)', [lock]);
  }

  /**
   * Reads models, and writes them, in one transaction, as hubs do. The migration, which has the
   * one lock and wants the other, becomes the victim of that deadlock: this one never looks for it.
   */
  async letGoIntoDeadlock(): Promise<void> {
    const other = this.#other;
    await other.query(`set deadlock_timeout = '1h'`);
    await other.query('begin');
    await other.query('select 1 from models limit 1');
    const written = other.query('update models set id = id where false');
    await until(() =>
      this.#finds(`select 1 from pg_locks where relation = 'models'::regclass and not granted
        and mode = 'RowExclusiveLock'`),
    );
    await this.letGo(WHILE_LOCKING);
    await written;
    await other.query('commit');
  }

  /** Whether the database says that the migration has been done. */
  isDone(): Promise<boolean> {
    return this.#finds(`select 1 from kysely_migration where name = '9999-next-release'`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#client.end(), this.#other.end()]);
  }

  async #finds(query: string): Promise<boolean> {
    return (await this.#client.query(query)).rows.length > 0;
  }
}
