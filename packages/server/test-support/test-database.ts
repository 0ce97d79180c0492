import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignedInCaller } from '../src/accounts/caller.ts';
import { type Database, openDatabase } from '../src/database/open-database.ts';

/** A database in a folder of its own, with one account: for rules that are tested without HTTP. */
export class TestDatabase implements AsyncDisposable {
  readonly database: Database;
  readonly owner: SignedInCaller = {
    kind: 'account',
    userId: 'u',
    username: 'u',
    role: 'owner',
    scope: 'full',
  };
  readonly #folder: string;

  private constructor(database: Database, folder: string) {
    this.database = database;
    this.#folder = folder;
  }

  static async open(): Promise<TestDatabase> {
    const folder = await mkdtemp(join(tmpdir(), 'trainyard-database-'));
    const database = await openDatabase({ engine: 'sqlite', file: join(folder, 'test.db') });
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
    return new TestDatabase(database, folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database.close();
    await rm(this.#folder, { recursive: true });
  }
}
