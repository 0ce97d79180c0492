import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another hub serves from the same data folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
}

/**
 * Makes sure that only one process uses a data folder. The lock is SQLite's own on a file of its
 * own, so the system drops it when the process dies, however it dies.
 * @throws FolderInUseError
 */
export function lockFolder(folder: string): Disposable {
  const lock = new DatabaseSync(join(folder, 'hub.lock'), { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
  } catch (cause) {
    lock.close();
    throw new FolderInUseError(
      `another hub is running on the data folder ${folder}; stop it, or choose another folder with TRAINYARD_DATA`,
      { cause },
    );
  }
  return { [Symbol.dispose]: () => lock.close() };
}
