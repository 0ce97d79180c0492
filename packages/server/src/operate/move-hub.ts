import { adoptStorage, assertNobodyElses, readStorageId } from '../blobs/storage-id.ts';
import { type CopiedBlobs, copyBlobs } from './copy-blobs.ts';
import { copyTables } from './copy-tables.ts';
import { endMove } from './move-state.ts';
import { OperateError } from './operate-error.ts';
import { belongingTogether, openPlace, type Place, sameBlobs, sameDatabase } from './place.ts';
import type { OnOperateProgress } from './progress.ts';

/** What was moved. */
export interface MovedHub {
  /** Rows by table; undefined where the database stays where it is. */
  readonly tables: Readonly<Record<string, number>> | undefined;
  /** Undefined where the blobs stay where they are. */
  readonly blobs: CopiedBlobs | undefined;
}

/**
 * Takes everything that a hub keeps to another place, where a hub then answers as before. Nothing
 * is removed from where it was. Interrupted, the same move goes on where it was.
 * @throws OperateError, FolderInUseError when a hub is served from either place, the target is not
 *   empty, or does not hold what was copied
 */
export async function moveHub(
  from: Place,
  to: Place,
  onProgress: OnOperateProgress,
): Promise<MovedHub> {
  const movesTables = !sameDatabase(from, to);
  const movesBlobs = !sameBlobs(from, to);
  if (!movesTables && !movesBlobs) throw new OperateError('Both places are the same.');
  await using source = await belongingTogether(await openPlace(from));
  await using target = await openPlace(to, source);
  const { database, mark } = target;
  // The target has one where this move was finished, or interrupted at its end.
  const id = (await readStorageId(source.database.db)) ?? (await readStorageId(database.db));
  if (mark) await assertNobodyElses(mark, id);
  // First, because it refuses a target that is not empty.
  const tables = movesTables
    ? await copyTables(source.database, target.database, onProgress)
    : undefined;
  const blobs = movesBlobs
    ? await copyBlobs(source.database.db, source.blobs, target.blobs, onProgress)
    : undefined;
  if (mark) await adoptStorage({ database, mark }, id);
  await endMove(target.database.db);
  return { tables, blobs };
}
