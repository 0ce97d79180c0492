import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { StorageMark } from '../storage-id.ts';
import { syncFolder } from './sync-folder.ts';

/** The file `storage-id` of a data folder. */
export class DiskMark implements StorageMark {
  readonly where: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.where = join(folder, 'storage-id');
  }

  async read(): Promise<string | undefined> {
    try {
      return (await readFile(this.where, 'utf8')).trim();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async write(id: string): Promise<void> {
    const beside = `${this.where}.part`;
    const file = await open(beside, 'w', 0o600);
    try {
      await file.writeFile(`${id}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, this.where);
    await syncFolder(this.#folder);
  }
}
