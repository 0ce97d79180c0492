import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Removes from a backup the blobs that its database does not know. */
export async function pruneBlobs(folder: string, file: string): Promise<void> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const known = database.prepare('select 1 from blobs where hash = ?');
    for (const part of await readdir(join(folder, 'blobs'))) {
      for (const hash of await readdir(join(folder, 'blobs', part))) {
        if (!known.get(hash)) await rm(join(folder, 'blobs', part, hash));
      }
    }
  } finally {
    database.close();
  }
}
