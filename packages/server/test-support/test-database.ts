import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignedInCaller } from '../src/accounts/caller.ts';
import {
  type Database,
  type DatabaseLocation,
  openDatabase,
} from '../src/database/open-database.ts';
import { freshDatabase, testServer } from './postgres/fresh-database.ts';

/** A database of its own, with one account: for rules that are tested without HTTP. */
export class TestDatabase implements AsyncDisposable {
  readonly database: Database;
  readonly owner: SignedInCaller = {
    kind: 'account',
    userId: 'u',
    username: 'u',
    role: 'owner',
    scope: 'full',
  };
  readonly #remove: () => Promise<void>;

  private constructor(database: Database, remove: () => Promise<void>) {
    this.database = database;
    this.#remove = remove;
  }

  static async open(): Promise<TestDatabase> {
    const { database, remove } = await openTestDatabase();
    const now = new Date().toISOString();
    const user = { id: 'u', name: 'u', email: 'u@example.org', username: 'u' };
    await database.db
      .insertInto('user')
      .values({
        ...user,
        role: 'owner',
        emailVerified: 1,
        image: null,
        createdAt: now,
        updatedAt: now,
      })
      .execute();
    return new TestDatabase(database, remove);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database.close();
    await this.#remove();
  }
}

/** An empty database of this hub's schema, on the engine that the tests use. */
export async function openTestDatabase(server = testServer()): Promise<{
  readonly database: Database;
  readonly location: DatabaseLocation;
  /** Call it when the database is closed. */
  remove(): Promise<void>;
}> {
  if (server !== undefined) {
    const { url, drop } = await freshDatabase(server);
    const location = { engine: 'postgres', url } as const;
    return { database: await openDatabase(location), location, remove: drop };
  }
  const folder = await mkdtemp(join(tmpdir(), 'trainyard-database-'));
  const location = { engine: 'sqlite', file: join(folder, 'test.db') } as const;
  const remove = () => rm(folder, { recursive: true });
  return { database: await openDatabase(location), location, remove };
}
