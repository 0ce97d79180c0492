import type { Kysely } from 'kysely';
import { randomId } from '../accounts/random-id.ts';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import type { Storage } from './storage.ts';
import { StorageStartError } from './storage-start-error.ts';

/** The row of `settings` that says which files belong to the database. */
export const STORAGE_KEY = 'storage-id';

/** Stands before an id that the storage may not have yet: its writer may have died in between. */
const PENDING = 'pending:';

/** Where the files say to which database they belong. */
export interface StorageMark {
  /** What an operator knows it by: a path, or an object of a bucket. */
  readonly where: string;
  /** Undefined when there is none. @throws whatever the storage says */
  read(): Promise<string | undefined>;
  write(id: string): Promise<void>;
}

type Parts = { readonly database: Database; readonly mark: StorageMark };

/**
 * Makes sure that database and files belong together: both keep one id, written by the first hub
 * that meets them. So a process that shares the database and not the files does not start.
 * @throws StorageStartError storage_of_another_database, storage_without_id
 */
export async function claimStorage({ database, mark }: Parts): Promise<void> {
  const { db, peers } = database;
  const [known, found] = [await readStorageId(db), await mark.read()];
  if (known !== undefined && known === found) return;
  await peers.exclusively('storage', async () => {
    const id = await readStorageId(db);
    const there = await mark.read();
    if (id !== undefined && id === there) return;
    const isFirst = id === undefined && there === undefined;
    const isPending = id?.startsWith(PENDING) && [undefined, withoutSign(id)].includes(there);
    if (!isFirst && !isPending) throw mismatch(id, there, mark);
    await adoptStorage({ database, mark }, id);
  });
}

/** Makes files and database belong together. @param id the one to give them. Default: a new one */
export async function adoptStorage(
  { database: { db }, mark }: Parts,
  id: string = randomId(),
): Promise<void> {
  const plain = withoutSign(id);
  await writeStorageId(db, PENDING + plain);
  await mark.write(plain);
  await writeStorageId(db, plain);
}

/** @throws StorageStartError for files that belong to a database other than the one with this id */
export async function assertNobodyElses(mark: StorageMark, id: string | undefined): Promise<void> {
  const found = await mark.read();
  if (found !== undefined && (id === undefined || found !== withoutSign(id))) {
    throw mismatch(id, found, mark);
  }
}

/** The id that a database has for its files. */
export async function readStorageId(db: Kysely<Schema>): Promise<string | undefined> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('key', '=', STORAGE_KEY)
    .executeTakeFirst();
  return row?.value;
}

/** Whether a storage needs an id: a folder with its own SQLite is all of a hub in one place. */
export function needsId(engine: Database['engine'], { blobs }: Pick<Storage, 'blobs'>): boolean {
  return engine === 'postgres' || blobs.isShared;
}

/** Notes the id in a database alone. */
export async function writeStorageId(db: Kysely<Schema>, value: string): Promise<void> {
  await db
    .insertInto('settings')
    .values({ key: STORAGE_KEY, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

function withoutSign(id: string): string {
  return id.startsWith(PENDING) ? id.slice(PENDING.length) : id;
}

function mismatch(
  id: string | undefined,
  found: string | undefined,
  { where }: StorageMark,
): StorageStartError {
  if (found === undefined) {
    return new StorageStartError(
      'storage_without_id',
      `The files of this database lie elsewhere: ${where} is not there. All processes of a hub need the same files, in one bucket; \`trainyard move\` takes them there. If these are the right ones, put the text ${withoutSign(id!)} there.`,
    );
  }
  return new StorageStartError(
    'storage_of_another_database',
    `These files belong to another database, says ${where}. Mend the address of the database or of the files. If that database is gone for good, remove it and start again.`,
  );
}
