import { type FileHandle, open } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { HubError } from '@trainyard/protocol';
import type { FastifyReply } from 'fastify';
import type { ByteRange } from '../blobs/blob-store.ts';
import { setCommonHeaders } from './common-headers.ts';

/** Bytes of one read. Node's own 64 KiB cost throughput. */
const READ_BYTES = 512 * 1024;

/**
 * Answers with a range of a file. Two buffers take turns, one read into while the other is sent: a
 * stream makes a new one for every read, and collecting those takes longer than sending them.
 * Resolves when all is sent, or the client has left.
 * @throws HubError not_found, or what the system says, when it cannot be opened: nothing has been answered then
 */
export async function sendFile(reply: FastifyReply, path: string, range: ByteRange): Promise<void> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new HubError('not_found', { cause: error }) : error;
  });
  try {
    setCommonHeaders(reply);
    reply.hijack();
    reply.raw.writeHead(reply.statusCode, reply.getHeaders() as Record<string, string>);
    await copy(handle, range, reply.raw);
    reply.raw.end();
  } catch (error) {
    // The head is out: that the reply ends too soon is all that can be said.
    if (!reply.raw.destroyed) reply.log.error({ err: error }, 'a download broke off');
    reply.raw.destroy();
  } finally {
    await handle.close();
  }
}

async function copy(handle: FileHandle, { start, end }: ByteRange, to: ServerResponse) {
  const size = Math.min(READ_BYTES, end - start);
  let [reading, sending] = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)];
  let sent: Promise<void> = Promise.resolve();
  for (let at = start; at < end; ) {
    const { bytesRead } = await handle.read(reading, 0, Math.min(size, end - at), at);
    if (bytesRead === 0) throw new Error('the file is shorter than it was');
    await sent;
    at += bytesRead;
    [reading, sending] = [sending, reading];
    sent = write(to, sending.subarray(0, bytesRead));
    // Whoever waits for it next hears of a failure; until then it is not an unhandled one.
    sent.catch(() => {});
  }
  await sent;
}

function write(to: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    to.write(bytes, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
