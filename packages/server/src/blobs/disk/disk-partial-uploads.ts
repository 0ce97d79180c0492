import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError } from '@trainyard/protocol';
import { isDiskFull } from '../../database/database-error.ts';
import type { PutOptions, StoredBlob } from '../blob-store.ts';
import type { Appended, PartialUploads } from '../partial-uploads.ts';
import type { DiskBlobStore } from './disk-blob-store.ts';
import type { FileWriter } from './file-writer.ts';
import { HashedSoFar } from './hashed-so-far.ts';
import { syncFolder } from './sync-folder.ts';
import { describe } from './write-hashed.ts';

/** Read size, in bytes. */
const READ_CHUNK = 512 * 1024;

/** Uploads as files that grow, in `uploads/partial` of the data folder. */
export class DiskPartialUploads implements PartialUploads {
  readonly #folder: string;
  readonly #blobs: DiskBlobStore;
  readonly #hashed: HashedSoFar;

  private constructor(folder: string, blobs: DiskBlobStore) {
    this.#folder = folder;
    this.#blobs = blobs;
    this.#hashed = new HashedSoFar(blobs.writers);
  }

  /** @param blobs in the same data folder */
  static async open(data: string, blobs: DiskBlobStore): Promise<DiskPartialUploads> {
    const folder = join(data, 'uploads', 'partial');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new DiskPartialUploads(folder, blobs);
  }

  async create(id: string): Promise<void> {
    try {
      await (await open(this.#path(id), 'wx')).close();
      await syncFolder(this.#folder);
    } catch (error) {
      throw isDiskFull(error) ? new HubError('storage_full', { cause: error }) : error;
    }
  }

  async size(id: string): Promise<number | undefined> {
    return stat(this.#path(id)).then(
      ({ size }) => size,
      () => undefined,
    );
  }

  async append(id: string, start: number, source: AsyncIterable<Buffer>): Promise<Appended> {
    const path = this.#path(id);
    const turn = this.#hashed.begin(id, start);
    let handle: FileHandle | undefined;
    let size: number | undefined;
    try {
      handle = await open(path, 'r+');
      turn.writer.begin(handle, start);
      const read = await this.#addAll(source, turn.writer);
      await turn.writer.flush();
      await handle.datasync();
      size = start + read.bytes;
      return { size, error: read.error };
    } catch (error) {
      await turn.writer.flush().catch(() => {});
      await handle?.truncate(start).catch(() => {});
      throw isDiskFull(error) ? new HubError('storage_full', { cause: error }) : error;
    } finally {
      await handle?.close();
      turn.end(size);
    }
  }

  read(id: string): AsyncIterable<Buffer> {
    return createReadStream(this.#path(id), { highWaterMark: READ_CHUNK });
  }

  /**
   * What was hashed as it came becomes a blob by a second name for the same file. Otherwise, after
   * a restart above all, it is read, hashed and copied.
   */
  async store(id: string, options: PutOptions): Promise<StoredBlob> {
    const path = this.#path(id);
    const known = await this.#hashed.seal(id);
    if (known && known.size === (await this.size(id))) {
      const handle = await open(path, 'r');
      try {
        const blob = await describe(handle, known.size, known.hash, options);
        if (await this.#blobs.link(path, blob.hash)) return blob;
      } finally {
        await handle.close();
      }
    }
    return this.#blobs.put(this.read(id), options);
  }

  async remove(id: string): Promise<void> {
    await rm(this.#path(id), { force: true });
    this.#hashed.forget(id);
  }

  async idle(before: number): Promise<string[]> {
    const ids: string[] = [];
    for (const id of await readdir(this.#folder)) {
      const stats = await stat(this.#path(id)).catch(() => undefined);
      if (stats && stats.mtimeMs < before) ids.push(id);
    }
    return ids;
  }

  /** How much of the source came, and what ended it early. @throws what writing threw */
  async #addAll(source: AsyncIterable<Buffer>, writer: FileWriter) {
    const read = { bytes: 0, error: undefined as unknown };
    let isWriting = false;
    try {
      for await (const chunk of source) {
        isWriting = true;
        await writer.add(chunk);
        isWriting = false;
        read.bytes += chunk.length;
      }
    } catch (error) {
      if (isWriting) throw error;
      read.error = error;
    }
    return read;
  }

  #path(id: string): string {
    if (!/^[A-Za-z0-9]+$/.test(id)) throw new HubError('not_found');
    return join(this.#folder, id);
  }
}
