import { HubError } from '@trainyard/protocol';
import type { FastifyRequest } from 'fastify';
import type { StoredBlob } from '../blobs/blob-store.ts';
import type { HubContext } from '../hub-context.ts';
import { limitStall } from './limit-stall.ts';
import { receivedChunks } from './received-chunks.ts';

/**
 * Stores a request's body as a blob. Its length must have been declared, and is what must arrive:
 * a file that shrank or grew while it was sent is refused, and so is one over the limit, before
 * its first byte.
 * @throws HubError length_required, upload_too_large, upload_cut_off, storage_full
 */
export async function receiveBody(
  { blobs, stallMs, monitor }: Pick<HubContext, 'blobs' | 'stallMs' | 'monitor'>,
  request: FastifyRequest,
  maxBytes: number,
): Promise<StoredBlob> {
  const declared = Number(request.headers['content-length']);
  if (request.headers['content-length'] === undefined || !Number.isSafeInteger(declared)) {
    throw new HubError('length_required');
  }
  if (declared > maxBytes) throw new HubError('upload_too_large', { details: { maxBytes } });
  const { raw } = request;
  limitStall(raw, stallMs);
  monitor.uploads.begin(raw);
  try {
    const blob = await blobs.put(receivedChunks(raw), { maxBytes });
    if (blob.size !== declared) throw new HubError('upload_cut_off');
    return blob;
  } catch (error) {
    throw raw.destroyed && !(error instanceof HubError)
      ? new HubError('upload_cut_off', { cause: error })
      : error;
  }
}
