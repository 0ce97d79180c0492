import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError } from '@trainyard/protocol';
import { isDiskFull } from '../../database/database-error.ts';
import type { Appended, PartialUploads } from '../partial-uploads.ts';
import { syncFolder } from './sync-folder.ts';

/** Read size, in bytes. */
const READ_CHUNK = 512 * 1024;

/** Uploads as files that grow, in `uploads/partial` of the data folder. */
export class DiskPartialUploads implements PartialUploads {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(data: string): Promise<DiskPartialUploads> {
    const folder = join(data, 'uploads', 'partial');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new DiskPartialUploads(folder);
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
    const handle = await open(this.#path(id), 'r+');
    let size = start;
    let broken: unknown;
    try {
      try {
        for await (const chunk of source) {
          for (let done = 0; done < chunk.length; ) {
            const rest = chunk.length - done;
            const { bytesWritten } = await handle.write(chunk, done, rest, size);
            done += bytesWritten;
            size += bytesWritten;
          }
        }
      } catch (error) {
        if (isDiskFull(error)) throw error;
        broken = error;
      }
      await handle.datasync();
      return { size, error: broken };
    } catch (error) {
      await handle.truncate(start).catch(() => {});
      throw isDiskFull(error) ? new HubError('storage_full', { cause: error }) : error;
    } finally {
      await handle.close();
    }
  }

  read(id: string): AsyncIterable<Buffer> {
    return createReadStream(this.#path(id), { highWaterMark: READ_CHUNK });
  }

  async remove(id: string): Promise<void> {
    await rm(this.#path(id), { force: true });
  }

  async idle(before: number): Promise<string[]> {
    const ids: string[] = [];
    for (const id of await readdir(this.#folder)) {
      const stats = await stat(this.#path(id)).catch(() => undefined);
      if (stats && stats.mtimeMs < before) ids.push(id);
    }
    return ids;
  }

  #path(id: string): string {
    if (!/^[A-Za-z0-9]+$/.test(id)) throw new HubError('not_found');
    return join(this.#folder, id);
  }
}
