import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError } from '@trainyard/protocol';
import { isDiskFull } from '../../database/database-error.ts';
import { HEAD_BYTES, type PutOptions, type StoredBlob, TAIL_BYTES } from '../blob-store.ts';

/** Bytes gathered before one write, so that a slow sender does not cost a write per packet. */
const WRITE_SIZE = 1024 * 1024;

/**
 * Writes a stream to a new file in `folder`, hashing on the way, and fsyncs it. On any failure
 * the file is removed. A failed fsync is final: the kernel may have dropped the pages, so trying
 * again could acknowledge what is not there.
 */
export async function writeHashed(
  source: AsyncIterable<Buffer>,
  folder: string,
  { maxBytes, signal }: PutOptions,
): Promise<{ file: string; blob: StoredBlob }> {
  const file = join(folder, `${randomUUID()}.part`);
  const handle = await open(file, 'wx');
  try {
    const blob = await copy(source, handle, { maxBytes, ...(signal && { signal }) });
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
  { maxBytes, signal }: PutOptions,
): Promise<StoredBlob> {
  const hash = createHash('sha256');
  const ends = new Ends();
  let size = 0;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;

  const flush = async () => {
    if (waitingBytes === 0) return;
    const chunks = waiting;
    waiting = [];
    waitingBytes = 0;
    await writeAll(handle, chunks);
  };

  for await (const chunk of source) {
    signal?.throwIfAborted();
    size += chunk.length;
    if (size > maxBytes) throw new HubError('upload_too_large', { details: { maxBytes } });
    hash.update(chunk);
    ends.add(chunk);
    waiting.push(chunk);
    waitingBytes += chunk.length;
    if (waitingBytes >= WRITE_SIZE) await flush();
  }
  await flush();
  return { hash: hash.digest('hex'), size, head: ends.head, tail: ends.tail };
}

/** `writev` may write less than it was given. */
async function writeAll(handle: FileHandle, chunks: Buffer[]): Promise<void> {
  const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const { bytesWritten } = await handle.writev(chunks);
  if (bytesWritten === total) return;
  const rest = Buffer.concat(chunks).subarray(bytesWritten);
  for (let done = 0; done < rest.length; ) {
    done += (await handle.write(rest, done)).bytesWritten;
  }
}

/** Remembers the first and the last bytes of a stream. */
class Ends {
  head: Buffer = Buffer.alloc(0);
  #tail: Buffer[] = [];
  #tailBytes = 0;

  add(chunk: Buffer): void {
    if (this.head.length < HEAD_BYTES) {
      this.head = Buffer.concat([this.head, chunk.subarray(0, HEAD_BYTES - this.head.length)]);
    }
    this.#tail.push(chunk);
    this.#tailBytes += chunk.length;
    while (this.#tailBytes - (this.#tail[0]?.length ?? 0) >= TAIL_BYTES) {
      this.#tailBytes -= this.#tail.shift()!.length;
    }
  }

  /** A copy, so that the received chunks can be freed. */
  get tail(): Buffer {
    return Buffer.concat(this.#tail).subarray(-TAIL_BYTES);
  }
}
