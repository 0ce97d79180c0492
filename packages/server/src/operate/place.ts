import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { PartialUploads } from '../blobs/partial-uploads.ts';
import { parseS3Location } from '../blobs/s3/s3-location.ts';
import { type BlobsLocation, openStorage } from '../blobs/storage.ts';
import { claimStorage, needsId, type StorageMark } from '../blobs/storage-id.ts';
import { type Database, type DatabaseLocation, openDatabase } from '../database/open-database.ts';
import { lockFolder } from '../lock-folder.ts';
import { OperateError } from './operate-error.ts';

/** Where a hub has all that it keeps. */
export interface Place {
  /** The data folder; undefined when neither database nor blobs lie in one. */
  readonly folder: string | undefined;
  readonly database: DatabaseLocation;
  readonly blobs: BlobsLocation;
}

/** A place that has been opened. */
export interface OpenPlace extends AsyncDisposable {
  readonly place: Place;
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly partials: PartialUploads;
  /** Undefined where a folder holds all of a hub. */
  readonly mark: StorageMark | undefined;
}

/**
 * Reads a place: a folder, `postgres://…` and `s3://…`; what no address names lies in the folder.
 * @throws OperateError, InvalidOptionError
 */
export function parsePlace(parts: readonly string[]): Place {
  const postgres = parts.filter((part) => /^postgres(ql)?:\/\//.test(part));
  const s3 = parts.filter((part) => part.startsWith('s3://'));
  const folders = parts.filter((part) => !/^\w+:\/\//.test(part));
  const [url] = postgres;
  const [bucket] = s3;
  if (postgres.length > 1 || s3.length > 1 || folders.length > 1) {
    throw new OperateError('Name one folder, one postgres:// and one s3:// address at most.');
  }
  if (postgres.length + s3.length + folders.length < parts.length) {
    throw new OperateError('A place is a folder, postgres://… for the database, s3://… for blobs.');
  }
  const folder = folders[0] === undefined ? undefined : resolve(folders[0]);
  if (folder === undefined && (url === undefined || bucket === undefined)) {
    throw new OperateError('Name a folder too: the other half has to lie somewhere.');
  }
  return {
    folder,
    database:
      url === undefined
        ? { engine: 'sqlite', file: resolve(folder!, 'trainyard.db') }
        : { engine: 'postgres', url },
    blobs: bucket === undefined ? { kind: 'disk' } : { kind: 's3', s3: parseS3Location(bucket) },
  };
}

/**
 * Opens a place, brings its schema up to date, and keeps hubs away from it until it is closed.
 * @param other a place that is open already; what both have in common is opened once
 * @throws FolderInUseError, OperateError while a hub is served from there
 */
export async function openPlace(place: Place, other?: OpenPlace): Promise<OpenPlace> {
  return opened(place, async (stack) => {
    if (place.folder !== undefined && place.folder !== other?.place.folder) {
      await mkdir(place.folder, { recursive: true, mode: 0o700 });
      stack.use(lockFolder(place.folder));
    }
    if (other && sameDatabase(place, other.place)) return other.database;
    const database = await openDatabase(place.database);
    stack.defer(() => database.close());
    await assertNotServed(database);
    return database;
  });
}

/**
 * Opens a place beside the hub that serves from it.
 * @throws StorageStartError when database and files do not belong together
 */
export async function openPlaceBeside(place: Place): Promise<OpenPlace> {
  const found = await opened(place, async (stack) => {
    const database = await openDatabase(place.database);
    stack.defer(() => database.close());
    return database;
  });
  return belongingTogether(found);
}

/** @throws StorageStartError when they do not, and closes it */
export async function belongingTogether(found: OpenPlace): Promise<OpenPlace> {
  const { database, mark } = found;
  try {
    if (mark) await claimStorage({ database, mark });
    return found;
  } catch (error) {
    await found[Symbol.asyncDispose]();
    throw error;
  }
}

async function opened(
  place: Place,
  open: (stack: AsyncDisposableStack) => Promise<Database>,
): Promise<OpenPlace> {
  const stack = new AsyncDisposableStack();
  try {
    const database = await open(stack);
    const storage = await openStorage(place.blobs, place.folder ?? '', database);
    stack.defer(storage.close);
    const close = () => stack.disposeAsync();
    const { blobs, partials } = storage;
    const mark = needsId(database.engine, storage) ? storage.mark : undefined;
    return { place, database, blobs, partials, mark, [Symbol.asyncDispose]: close };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** A hub on PostgreSQL says every few seconds that it is there; so did opening the database here. */
async function assertNotServed(database: Database): Promise<void> {
  if (database.engine === 'sqlite') return;
  const since = Date.now() - 15_000;
  const { count } = await database.db
    .selectFrom('hub_processes')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('seen_at', '>', since)
    .executeTakeFirstOrThrow();
  if (count > 1) {
    throw new OperateError(
      'A hub is running on this database. Stop every one of them; one that was killed is forgotten after 15 seconds.',
    );
  }
}

/** Whether two places have the same database. */
export function sameDatabase(a: Place, b: Place): boolean {
  if (a.database.engine === 'sqlite' && b.database.engine === 'sqlite') {
    return a.database.file === b.database.file;
  }
  if (a.database.engine === 'postgres' && b.database.engine === 'postgres') {
    return a.database.url === b.database.url;
  }
  return false;
}

/** Whether two places have the same blobs. */
export function sameBlobs(a: Place, b: Place): boolean {
  if (a.blobs.kind === 'disk' && b.blobs.kind === 'disk') return a.folder === b.folder;
  if (a.blobs.kind === 's3' && b.blobs.kind === 's3') {
    const [one, other] = [a.blobs.s3, b.blobs.s3];
    return (
      one.bucket === other.bucket && one.prefix === other.prefix && one.endpoint === other.endpoint
    );
  }
  return false;
}
