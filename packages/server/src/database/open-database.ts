import { type Dialect, Kysely, type KyselyConfig, type LogEvent, sql } from 'kysely';
import type { AtOnceWriter } from './at-once.ts';
import type { FigureWriter } from './figure-writer.ts';
import { allMigrations } from './migrations/index.ts';
import type { NumberReader } from './number-reader.ts';
import type { Peers } from './peers.ts';
import type { PointWriter } from './point-writer.ts';
import type { RowLocks } from './row-locks.ts';
import type { Schema } from './schema.ts';

/** An open database: queries by Kysely, and what the engines do each in their own way. */
export interface Database {
  readonly db: Kysely<Schema>;
  readonly engine: 'sqlite' | 'postgres';
  readonly writePoints: PointWriter;
  readonly mergeFigures: FigureWriter;
  readonly readNumbers: NumberReader;
  /** Undefined where a transaction gains nothing by it. */
  readonly writeAtOnce?: AtOnceWriter;
  readonly locks: RowLocks;
  /** The other processes on the same database. */
  readonly peers: Peers;
  /** Points that are stored, and that the engine has still to put into its table `points`. */
  waitingPoints(): number;
  /**
   * Hears answers that have come, where the loop would hear them only in its next turn; for who
   * makes a turn long.
   */
  hear?(): void;
  /** @throws whatever the engine says when it does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Where the data lies: a file of SQLite, or a PostgreSQL server. */
export type DatabaseLocation =
  | { readonly engine: 'sqlite'; readonly file: string }
  | { readonly engine: 'postgres'; readonly url: string };

/** Sees what the database does. */
export interface DatabaseObserver {
  /** Called after each query. */
  query(event: LogEvent): void;
  /** The dialect, watched. */
  dialect(dialect: Dialect): Dialect;
}

/**
 * Opens the database and brings its schema up to date.
 * @throws DatabaseUnavailableError when it cannot be reached; Error when a migration fails, and
 *   nothing of it is kept.
 */
export async function openDatabase(
  location: DatabaseLocation,
  observer?: DatabaseObserver,
): Promise<Database> {
  return location.engine === 'sqlite'
    ? openSqlite(location.file, observer)
    : openPostgres(location.url, observer);
}

/** Only the engine that is used is loaded: start-up time counts. */
async function openSqlite(file: string, observer?: DatabaseObserver): Promise<Database> {
  const [
    { SqliteWorkerDialect },
    { writePoints },
    { mergeFigures },
    { writeAtOnce },
    { readNumbers },
    { rowLocks: locks },
    { NO_PEERS: peers },
  ] = await Promise.all([
    import('./sqlite/dialect.ts'),
    import('./sqlite/points.ts'),
    import('./sqlite/figures.ts'),
    import('./sqlite/at-once.ts'),
    import('./sqlite/numbers.ts'),
    import('./sqlite/row-locks.ts'),
    import('./sqlite/peers.ts'),
  ]);
  const dialect = new SqliteWorkerDialect(file);
  const db = new Kysely<Schema>(observed(dialect, observer));
  await closedOnFailure(db, async () => {
    if (!(await isUpToDate(db, 'sqlite'))) await migrate(db, 'sqlite');
  });
  return {
    ...{ db, engine: 'sqlite', writePoints, mergeFigures, writeAtOnce, readNumbers, locks, peers },
    waitingPoints: () => dialect.waitingPoints,
    hear: () => dialect.hear(),
    ping: () => ping(db),
    close: () => db.destroy(),
  };
}

async function openPostgres(url: string, observer?: DatabaseObserver): Promise<Database> {
  const [
    { postgresDialect },
    { RetryingKysely, retried },
    { writePoints },
    { mergeFigures },
    { readNumbers },
    { rowLocks: locks },
    { PostgresPeers },
  ] = await Promise.all([
    import('./postgres/dialect.ts'),
    import('./postgres/retry.ts'),
    import('./postgres/points.ts'),
    import('./postgres/figures.ts'),
    import('./postgres/numbers.ts'),
    import('./postgres/row-locks.ts'),
    import('./postgres/peers.ts'),
  ]);
  const db = new RetryingKysely<Schema>(
    observed(postgresDialect({ url, limited: true }), observer),
  );
  const peers = await closedOnFailure(db, async () => {
    // Before anything else, so that a server that is not there is told from an empty database.
    await sql`select 1`.execute(db);
    if (!(await isUpToDate(db, 'postgres'))) {
      // No time limits: a migration takes as long as it takes, and other processes wait for it.
      // Its locks and theirs may end in a deadlock; then all of it is undone, and done anew.
      const unlimited = new Kysely<Schema>({ dialect: postgresDialect({ url, limited: false }) });
      await closedOnFailure(unlimited, () => retried(() => migrate(unlimited, 'postgres')));
      await unlimited.destroy();
    }
    return PostgresPeers.open(db, url);
  });
  const close = async () => {
    await peers.close();
    await db.destroy();
  };
  return {
    ...{ db, engine: 'postgres', writePoints, mergeFigures, readNumbers, locks, peers, close },
    waitingPoints: () => 0,
    ping: () => ping(db),
  };
}

function observed(dialect: Dialect, observer: DatabaseObserver | undefined): KyselyConfig {
  if (!observer) return { dialect };
  return { dialect: observer.dialect(dialect), log: (event) => observer.query(event) };
}

async function closedOnFailure<Result>(
  db: Kysely<Schema>,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

async function ping(db: Kysely<Schema>): Promise<void> {
  await db.selectFrom('settings').select('key').limit(1).execute();
}

/** Kysely's migrator lets one process at a time through; the others find the work done. */
async function migrate(db: Kysely<Schema>, engine: Database['engine']): Promise<void> {
  const { Migrator } = await import('kysely/migration');
  const migrations = allMigrations({ engine });
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    // Numbers are given to pieces of work, which are not finished in their order.
    allowUnorderedMigrations: true,
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

/**
 * One query at every start but the first, instead of the migrator's look at the whole schema. More
 * migrations than this program knows are those of a newer one that runs beside it during an
 * upgrade: its schema still fits (CONTRIBUTING.md, "Migrations").
 */
async function isUpToDate(db: Kysely<Schema>, engine: Database['engine']): Promise<boolean> {
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
    const done = new Set(rows.map((row) => row.name));
    return Object.keys(allMigrations({ engine })).every((name) => done.has(name));
  } catch {
    // There is no such table yet, or the engine does not answer: the migrator will say which.
    return false;
  }
}
