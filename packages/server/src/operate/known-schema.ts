import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { allMigrations } from '../database/migrations/index.ts';
import { OperateError } from './operate-error.ts';

/** Every migration that this program knows, in order. */
export function knownMigrations(): string[] {
  return Object.keys(allMigrations({ engine: 'sqlite' }));
}

/**
 * Makes sure that a database can be opened beside the hub that serves from it: opening an older one
 * would change its schema.
 * @throws OperateError
 */
export function assertCurrent(file: string): void {
  if (!existsSync(file)) throw new OperateError(`There is no database ${file}.`);
  const done = migrationsOf(file);
  if (knownMigrations().some((name) => !done.includes(name))) {
    throw new OperateError(
      `The database ${file} is of an older version. Start the hub of this version on it once, or use the version that made it.`,
    );
  }
}

/** The migrations that a file of SQLite has been through. */
export function migrationsOf(file: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database.prepare('select name from kysely_migration order by name').all();
    return rows.map(({ name }) => String(name));
  } catch (cause) {
    throw new OperateError(`${file} is not a database of Trainyard.`, { cause });
  } finally {
    database.close();
  }
}
