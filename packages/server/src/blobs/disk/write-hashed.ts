import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError } from '@trainyard/protocol';
import { isDiskFull } from '../../database/database-error.ts';
import type { PutOptions, StoredBlob } from '../blob-store.ts';
import { ContentMeter } from '../content-meter.ts';

/** Size of each of an upload's two buffers: what one write takes. */
const BUFFER_BYTES = 256 * 1024;

/**
 * Writes a stream to a new file in `folder`, hashing on the way, and fsyncs it. On any failure
 * the file is removed. A failed fsync is final: the kernel may have dropped the pages, so trying
 * again could acknowledge what is not there.
 */
export async function writeHashed(
  source: AsyncIterable<Buffer>,
  folder: string,
  options: PutOptions,
): Promise<{ file: string; blob: StoredBlob }> {
  const file = join(folder, `${randomUUID()}.part`);
  const handle = await open(file, 'wx');
  try {
    const blob = await copy(source, handle, options);
    await handle.sync();
    await handle.close();
    return { file, blob };
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(file, { force: true });
    if (isDiskFull(error)) throw new HubError('storage_full', { cause: error });
    throw error;
  }
}

async function copy(
  source: AsyncIterable<Buffer>,
  handle: FileHandle,
  options: PutOptions,
): Promise<StoredBlob> {
  const meter = new ContentMeter(options);
  const writer = new DoubleBuffer(handle);
  try {
    for await (const chunk of source) {
      meter.add(chunk);
      await writer.add(chunk);
    }
  } finally {
    // Also after a failure: the file must not be closed under a write that is still going on.
    await writer.end();
  }
  return meter.result();
}

/**
 * Gathers bytes into one of two fixed buffers while the other is being written. Received chunks
 * are let go at once: held until a large write, they would outlive the young generation, and the
 * memory of many uploads would grow until the next full collection.
 */
class DoubleBuffer {
  readonly #handle: FileHandle;
  #filling: Buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #other: Buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #used = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async add(chunk: Buffer): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      const copied = chunk.copy(this.#filling, this.#used, at);
      at += copied;
      this.#used += copied;
      if (this.#used === BUFFER_BYTES) await this.#turn();
    }
  }

  /** Writes what is left and waits for it. */
  async end(): Promise<void> {
    await this.#turn();
    await this.#writing;
  }

  async #turn(): Promise<void> {
    await this.#writing;
    const full = this.#filling.subarray(0, this.#used);
    [this.#filling, this.#other] = [this.#other, this.#filling];
    this.#used = 0;
    this.#writing = this.#write(full);
    // Whoever waits for it next hears of a failure; until then it is not an unhandled one.
    this.#writing.catch(() => {});
  }

  async #write(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      done += (await this.#handle.write(bytes, done)).bytesWritten;
    }
  }
}
