import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError } from '@trainyard/protocol';
import { isDiskFull } from '../../database/database-error.ts';
import { HEAD_BYTES, type PutOptions, type StoredBlob, TAIL_BYTES } from '../blob-store.ts';
import type { FileWriter } from './file-writer.ts';
import type { FileWriters } from './file-writers.ts';

/**
 * Writes a stream to a new file in `folder`, hashing on the way, and fsyncs it. On any failure
 * the file is removed. A failed fsync is final: the kernel may have dropped the pages, so trying
 * again could acknowledge what is not there.
 */
export async function writeHashed(
  source: AsyncIterable<Buffer>,
  folder: string,
  writers: FileWriters,
  options: PutOptions,
): Promise<{ file: string; blob: StoredBlob }> {
  const file = join(folder, `${randomUUID()}.part`);
  const handle = await open(file, 'wx+');
  const writer = writers.open();
  try {
    const size = await copy(source, writer, handle, options);
    await handle.sync();
    const blob = await describe(handle, size, (await writer.hash())!, options);
    await handle.close();
    return { file, blob };
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(file, { force: true });
    if (isDiskFull(error)) throw new HubError('storage_full', { cause: error });
    throw error;
  } finally {
    writer.close();
  }
}

/**
 * What has been stored in a file of this length and hash.
 * @throws HubError checksum_mismatch when another hash was announced; upload_too_large
 */
export async function describe(
  handle: FileHandle,
  size: number,
  hash: string,
  options: PutOptions,
): Promise<StoredBlob> {
  assertLength(size, options);
  if (options.hash !== undefined && hash !== options.hash) throw new HubError('checksum_mismatch');
  const head = await readAt(handle, 0, Math.min(size, HEAD_BYTES));
  const tailBytes = Math.min(size, TAIL_BYTES);
  const tail = await readAt(handle, size - tailBytes, tailBytes);
  return { hash, size, head, tail };
}

async function copy(
  source: AsyncIterable<Buffer>,
  writer: FileWriter,
  handle: FileHandle,
  options: PutOptions,
): Promise<number> {
  let size = 0;
  writer.begin(handle, 0);
  try {
    for await (const chunk of source) {
      options.signal?.throwIfAborted();
      size += chunk.length;
      assertLength(size, options);
      await writer.add(chunk);
    }
  } catch (error) {
    await writer.flush().catch(() => {});
    throw error;
  }
  await writer.flush();
  return size;
}

function assertLength(size: number, { maxBytes }: PutOptions): void {
  if (size > maxBytes) throw new HubError('upload_too_large', { details: { maxBytes } });
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw new Error('the file is shorter than what was written');
    done += bytesRead;
  }
  return bytes;
}
