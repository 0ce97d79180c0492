import { type Dialect, Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
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
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => allMigrations({ engine }) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}
