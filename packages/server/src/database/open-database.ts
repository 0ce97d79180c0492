import { type Dialect, Kysely, sql } from 'kysely';
import { allMigrations } from './migrations/index.ts';
import type { PointWriter } from './point-writer.ts';
import type { Schema } from './schema.ts';

/** An open database: queries by Kysely, and what the engines do each in their own way. */
export interface Database {
  readonly db: Kysely<Schema>;
  readonly engine: 'sqlite' | 'postgres';
  readonly writePoints: PointWriter;
  /** @throws whatever the engine says when it does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Where the data lies: a file of SQLite, or a PostgreSQL server. */
export type DatabaseLocation =
  | { readonly engine: 'sqlite'; readonly file: string }
  | { readonly engine: 'postgres'; readonly url: string };

/**
 * Opens the database and brings its schema up to date.
 * @throws Error when it cannot be reached, or a migration fails (nothing of it is kept).
 */
export async function openDatabase(location: DatabaseLocation): Promise<Database> {
  const { dialect, writePoints } = await engineOf(location);
  const db = new Kysely<Schema>({ dialect });
  try {
    await migrate(db, location.engine);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    db,
    engine: location.engine,
    writePoints,
    async ping() {
      await db.selectFrom('settings').select('key').limit(1).execute();
    },
    close: () => db.destroy(),
  };
}

/** Loads only the engine that is used: start-up time counts. */
async function engineOf(
  location: DatabaseLocation,
): Promise<{ dialect: Dialect; writePoints: PointWriter }> {
  if (location.engine === 'sqlite') {
    const [{ SqliteWorkerDialect }, { writePoints }] = await Promise.all([
      import('./sqlite/dialect.ts'),
      import('./sqlite/points.ts'),
    ]);
    return { dialect: new SqliteWorkerDialect(location.file), writePoints };
  }
  const [{ postgresDialect }, { writePoints }] = await Promise.all([
    import('./postgres/dialect.ts'),
    import('./postgres/points.ts'),
  ]);
  return { dialect: postgresDialect(location.url), writePoints };
}

async function migrate(db: Kysely<Schema>, engine: 'sqlite' | 'postgres'): Promise<void> {
  const migrations = allMigrations({ engine });
  if (await isUpToDate(db, Object.keys(migrations))) return;
  const { Migrator } = await import('kysely/migration');
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

/** One query at every start but the first, instead of the migrator's look at the whole schema. */
async function isUpToDate(db: Kysely<Schema>, names: readonly string[]): Promise<boolean> {
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
    const done = new Set(rows.map((row) => row.name));
    return done.size === names.length && names.every((name) => done.has(name));
  } catch {
    // There is no such table yet, or the engine does not answer: the migrator will say which.
    return false;
  }
}
