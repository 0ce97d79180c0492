import { createReadStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { SESSION_PATHS } from '@trainyard/protocol/app/session-paths';
import type { Target } from '../deliver/target.ts';
import { isHubUnreachableError } from '../errors/hub-unreachable-error.ts';
import { isRequestRefusedError } from '../errors/request-refused-error.ts';
import { backoff } from '../http/backoff.ts';
import { drain } from '../http/read-body.ts';
import { request } from '../http/request.ts';
import type { StoredCheckpoint } from '../spool/spool-checkpoint.ts';
import { checkpointName } from './checkpoint-names.ts';
import { ResendBudget } from './resend-budget.ts';
import type { UploadOptions } from './upload-options.ts';

/** A tus upload knows where to go on after a crash when its address is kept. */
export interface TusOptions extends UploadOptions {
  /** Makes the upload's address durable before the first byte is sent. */
  keepUrl(url: string): Promise<void>;
}

/** How often a file that arrived damaged is sent again from its start. */
const MOST_DAMAGED = 2;

const VERSION = { 'tus-resumable': '1.0.0' };

/**
 * Uploads a checkpoint by tus 1.0 (creation and core): after an interruption, or in a new process,
 * it goes on where the hub says it has got to.
 *
 * @returns bytes of content sent, repetitions included; what an earlier process sent not.
 */
export async function uploadTus(
  target: Target,
  stored: StoredCheckpoint,
  options: TusOptions,
): Promise<number> {
  const { size } = stored.checkpoint;
  const end = Date.now() + options.deadline;
  const budget = new ResendBudget(size);
  let url = stored.checkpoint.uploadUrl ?? null;
  let offset = url === null ? null : await offsetOf(target, url, end, options.signal);
  if (offset !== null && offset > 0) options.onResumed(offset);
  let moved = 0;

  let failures = 0;
  let damaged = 0;
  for (;;) {
    if (url === null || offset === null) {
      url = await create(target, stored, end, options.signal);
      await options.keepUrl(url);
      offset = 0;
      if (size === 0) return moved;
    }
    if (offset >= size) return moved;
    const from: number = offset;
    const length = Math.min(budget.piece, size - from);
    let sent = 0;
    const onSent = (bytes: number): void => {
      sent = bytes;
      options.onDone(from + bytes);
    };
    try {
      const piece = { url, file: stored.file, offset, length, end };
      offset = await patch(target, piece, options.signal, onSent);
      if (offset <= from) throw new Error(`the hub went back from byte ${from} to ${offset}`);
      moved += length;
      failures = 0;
      budget.arrived();
    } catch (error) {
      if (isDamage(error) && ++damaged > MOST_DAMAGED) throw error;
      if (!isWorthResuming(error) || Date.now() >= end) throw error;
      moved += sent;
      failures++;
      options.onInterrupted((error as Error).message);
      await pause(error, failures, options.signal);
      offset = await offsetOf(target, url, end, options.signal);
      budget.lost(sent - Math.max(0, (offset ?? 0) - from));
      if (offset !== null) options.onResumed(offset);
    }
  }
}

/** Waits before asking the hub again: not at all after the first failure, then ever longer. */
async function pause(
  error: unknown,
  failures: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const asked = isHubUnreachableError(error) ? (error.retryAfter ?? 0) * 1000 : 0;
  const own = failures > 1 ? backoff(failures, Math.random()) : 0;
  await wait(Math.max(asked, own), undefined, { ref: false, ...(signal && { signal }) });
}

/** What arrived is not what was announced: tus' checksum mismatch. */
function isDamage(error: unknown): boolean {
  return isRequestRefusedError(error) && error.status === 460;
}

/** A lost connection, or an offset that is not the hub's (409, 423): asking it helps. */
function isWorthResuming(error: unknown): boolean {
  if (isDamage(error)) return true;
  if (isRequestRefusedError(error)) return [404, 409, 410, 423].includes(error.status);
  return isHubUnreachableError(error);
}

async function create(
  target: Target,
  { checkpoint }: StoredCheckpoint,
  end: number,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { kind, epoch, isBest, map, sha256, size } = checkpoint;
  const metadata = {
    modelId: target.modelId,
    sessionId: target.sessionId,
    kind,
    ...(epoch !== null && { epoch: String(epoch) }),
    isBest: String(isBest),
    ...(map !== null && { map: String(map) }),
    sha256,
    filename: checkpointName(checkpoint),
  };
  const encoded = Object.entries(metadata).map(
    ([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`,
  );
  return target.client.call({
    what: 'the checkpoint',
    method: 'POST',
    path: SESSION_PATHS.uploads,
    headers: { ...VERSION, 'upload-length': String(size), 'upload-metadata': encoded.join(',') },
    deadline: end - Date.now(),
    background: true,
    signal,
    async read(response) {
      const { location } = response.headers;
      await drain(response);
      if (location === undefined) throw new Error('the hub named no address for the upload');
      // Only its id counts: the key goes to no other address than the hub's.
      const id =
        location
          .replace(/[?#].*$/, '')
          .split('/')
          .at(-1) ?? '';
      return target.client.url(SESSION_PATHS.upload, { id }).href;
    },
  });
}

/** Bytes that the hub has; null when it no longer knows the upload. */
async function offsetOf(
  target: Target,
  url: string,
  end: number,
  signal: AbortSignal | undefined,
): Promise<number | null> {
  try {
    return await request({
      what: 'the state of the upload',
      method: 'HEAD',
      url,
      headers: { ...target.client.headers, ...VERSION },
      deadline: Math.max(0, end - Date.now()),
      background: true,
      signal,
      read: readOffset,
    });
  } catch (error) {
    if (isRequestRefusedError(error) && [404, 410].includes(error.status)) return null;
    throw error;
  }
}

interface Piece {
  readonly url: string;
  readonly file: string;
  readonly offset: number;
  readonly length: number;
  readonly end: number;
}

function patch(
  target: Target,
  { url, file, offset, length, end }: Piece,
  signal: AbortSignal | undefined,
  onSent: (bytes: number) => void,
): Promise<number> {
  return request({
    what: 'the checkpoint',
    method: 'PATCH',
    url,
    headers: { ...target.client.headers, ...VERSION, 'upload-offset': String(offset) },
    body: {
      contentType: 'application/offset+octet-stream',
      length,
      open: () =>
        createReadStream(file, {
          start: offset,
          end: offset + length - 1,
          highWaterMark: 256 * 1024,
        }) as AsyncIterable<Buffer>,
    },
    deadline: Math.max(0, end - Date.now()),
    idleTimeout: 120_000,
    retry: false,
    background: true,
    signal,
    onSent,
    read: readOffset,
  });
}

async function readOffset(response: IncomingMessage): Promise<number> {
  await drain(response);
  const offset = Number(response.headers['upload-offset']);
  if (!Number.isSafeInteger(offset)) throw new Error('the hub did not say how far the upload is');
  return offset;
}
