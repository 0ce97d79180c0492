import { constants, createReadStream } from 'node:fs';
import { access, link, mkdir, readdir, rename, rm, stat, unlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { HubError } from '@trainyard/protocol';
import { assertHash, isHash } from '../blob-hash.ts';
import type { BlobStore, ByteRange, ListedBlob, PutOptions, StoredBlob } from '../blob-store.ts';
import { FileWriters } from './file-writers.ts';
import { syncFolder } from './sync-folder.ts';
import { writeHashed } from './write-hashed.ts';

/** Read size of streams, in bytes: larger than Node's 64 KiB, which costs throughput. */
const READ_CHUNK = 512 * 1024;

/** What file systems without hard links say to one: FAT, some network shares, containers' mounts. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK', 'EACCES']);

/**
 * Blobs as files `blobs/ab/abcdef…` in the data folder, beside `uploads/` for those under way.
 * Both lie on one file system, so that a rename makes a finished upload visible at once.
 */
export class DiskBlobStore implements BlobStore {
  readonly isShared = false;
  /** For others that write into the same folder. */
  readonly writers = new FileWriters();
  readonly #blobs: string;
  readonly #uploads: string;
  /** Files written to since then belong to uploads under way: the folder is this process's own. */
  readonly #openedAt = Date.now();
  /** Keeps `remove` and the end of a `put` of the same content apart. */
  readonly #busy = new Map<string, Promise<void>>();

  private constructor(folder: string) {
    this.#blobs = join(folder, 'blobs');
    this.#uploads = join(folder, 'uploads');
  }

  /** @param folder the data folder; made when it is missing. */
  static async open(folder: string): Promise<DiskBlobStore> {
    const store = new DiskBlobStore(folder);
    await mkdir(store.#blobs, { recursive: true });
    await mkdir(store.#uploads, { recursive: true });
    return store;
  }

  async put(source: AsyncIterable<Buffer>, options: PutOptions): Promise<StoredBlob> {
    const written = await writeHashed(source, this.#uploads, this.writers, options);
    const { file, blob } = written;
    try {
      await this.#publish(blob.hash, (target) => rename(file, target));
    } finally {
      // Where its content was known already, or something failed.
      await rm(file, { force: true });
    }
    return blob;
  }

  /**
   * Makes a synced file with this hash a blob, under a second name; it must never change again.
   * False where the file system has no second names.
   */
  async link(file: string, hash: string): Promise<boolean> {
    await touch(file);
    try {
      await this.#publish(hash, (target) => link(file, target));
      return true;
    } catch (error) {
      if (NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) return false;
      throw error;
    }
  }

  async open(hash: string, range?: ByteRange): Promise<Readable> {
    const file = this.#path(hash);
    if ((await this.size(hash)) === undefined) throw new HubError('not_found');
    const options = { highWaterMark: READ_CHUNK };
    if (!range) return createReadStream(file, options);
    return createReadStream(file, { ...options, start: range.start, end: range.end - 1 });
  }

  file(hash: string): string {
    return this.#path(hash);
  }

  async size(hash: string): Promise<number | undefined> {
    try {
      return (await stat(this.#path(hash))).size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async *list(): AsyncGenerator<ListedBlob> {
    for (const part of await readdir(this.#blobs)) {
      for (const hash of await readdir(join(this.#blobs, part))) {
        if (!isHash(hash)) continue;
        const stats = await stat(this.#path(hash)).catch(() => undefined);
        if (stats) yield { hash, size: stats.size, storedAt: stats.mtimeMs };
      }
    }
  }

  async remove(hash: string, notAfter: number): Promise<void> {
    await this.#alone(hash, async () => {
      try {
        const { mtimeMs } = await stat(this.#path(hash));
        if (mtimeMs <= notAfter) await unlink(this.#path(hash));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    });
  }

  async ping(): Promise<void> {
    await access(this.#blobs, constants.R_OK | constants.W_OK);
    await access(this.#uploads, constants.R_OK | constants.W_OK);
  }

  async cleanUp(): Promise<void> {
    for (const name of await readdir(this.#uploads)) {
      if (!name.endsWith('.part')) continue;
      const file = join(this.#uploads, name);
      const stats = await stat(file).catch(() => undefined);
      if (stats && stats.mtimeMs < this.#openedAt) await rm(file, { force: true });
    }
  }

  #publish(hash: string, place: (target: string) => Promise<void>): Promise<void> {
    return this.#alone(hash, async () => {
      const target = this.#path(hash);
      if ((await this.size(hash)) !== undefined) {
        // Known content: the touch tells `remove` that somebody wants it now.
        await touch(target);
        return;
      }
      const folder = join(this.#blobs, hash.slice(0, 2));
      const made = await mkdir(folder, { recursive: true });
      await place(target);
      await syncFolder(folder);
      if (made) await syncFolder(this.#blobs);
    });
  }

  async #alone(hash: string, work: () => Promise<void>): Promise<void> {
    const before = this.#busy.get(hash) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#busy.set(hash, mine);
    try {
      await mine;
    } finally {
      if (this.#busy.get(hash) === mine) this.#busy.delete(hash);
    }
  }

  #path(hash: string): string {
    assertHash(hash);
    return join(this.#blobs, hash.slice(0, 2), hash);
  }
}

async function touch(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now);
}
