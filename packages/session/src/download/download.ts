import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { hashFile } from '../checkpoint/hash-file.ts';
import { ChecksumMismatchError } from '../errors/checksum-mismatch-error.ts';
import { request } from '../http/request.ts';
import type { OnProgress, Transfer } from '../progress/progress-event.ts';

export interface DownloadOptions {
  readonly url: string;
  /** Where the file is to be. Appears there whole or not at all. */
  readonly target: string;
  /** For people. */
  readonly name: string;
  /** What the content must be, in lower-case hex; null when the hub does not say. */
  readonly sha256: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** In milliseconds. Default 1 h. */
  readonly deadline?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: OnProgress;
}

/**
 * Downloads a file beside its place, goes on where a broken connection stopped, verifies the hash
 * and renames it into place.
 *
 * @throws ChecksumMismatchError, HubUnreachableError, RequestRefusedError.
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { url, target, name, sha256, onProgress, signal } = options;
  const part = `${target}.${process.pid}.part`;
  const start = Date.now();
  let transfer: Transfer = { direction: 'download', name, bytes: null };
  let received = 0;
  let moved = 0;

  const read = async (response: IncomingMessage): Promise<void> => {
    // Not every server knows ranges; without one the file comes from its beginning.
    if (response.statusCode !== 206) received = 0;
    if (received > 0) onProgress({ type: 'resumed', transfer, from: received });
    const length = Number(response.headers['content-length']);
    const bytes = Number.isFinite(length) ? received + length : null;
    transfer = { ...transfer, bytes };
    const file = createWriteStream(part, { flags: received > 0 ? 'r+' : 'w', start: received });
    await pipeline(
      response,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          moved += chunk.length;
          yield chunk;
          received += chunk.length;
          onProgress({ type: 'progress', transfer, done: received });
        }
      },
      file,
    );
    if (bytes !== null && received !== bytes) throw new Error('the connection broke');
  };

  await mkdir(dirname(target), { recursive: true });
  onProgress({ type: 'started', transfer });
  try {
    await request({
      what: name,
      url,
      headers: () => ({
        ...options.headers,
        'accept-encoding': 'identity',
        // A hub on a bucket sends only those there of whom it knows that they follow.
        'user-agent': 'trainyard-session',
        ...(received > 0 && { range: `bytes=${received}-` }),
      }),
      deadline: options.deadline ?? 3_600_000,
      idleTimeout: 60_000,
      signal,
      onRetry: ({ reason }) => onProgress({ type: 'interrupted', transfer, reason }),
      read: async (response) => {
        await read(response).catch(async (error) => {
          // What reached the file counts, not what went through the pipe.
          received = (await stat(part).catch(() => ({ size: 0 }))).size;
          throw error;
        });
      },
    });
    await verify(part, url, sha256);
    await rename(part, target);
    onProgress({ type: 'finished', transfer, moved, seconds: (Date.now() - start) / 1000 });
  } catch (error) {
    await rm(part, { force: true });
    onProgress({ type: 'failed', transfer, reason: (error as Error).message });
    throw error;
  }
}

async function verify(file: string, url: string, sha256: string | null): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.sync().finally(() => handle.close());
  if (sha256 === null) return;
  const actual = await hashFile(file);
  if (actual !== sha256) throw new ChecksumMismatchError(url, sha256, actual);
}
