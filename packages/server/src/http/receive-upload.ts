import { HubError } from '@trainyard/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { StoredBlob } from '../blobs/blob-store.ts';
import { recordBlob } from '../blobs/record-blob.ts';
import type { HubContext } from '../hub-context.ts';
import { limitStall } from './limit-stall.ts';
import { boundaryOf, readMultipart } from './multipart-reader.ts';
import { receivedChunks } from './received-chunks.ts';

/** A form with one file, received and stored. */
export interface Upload {
  readonly fields: ReadonlyMap<string, string>;
  /** The part's name; `ultralytics` and hub-sdk send the file name there. */
  readonly partName: string;
  readonly fileName: string;
  readonly blob: StoredBlob;
}

/** A form's overhead beyond its file, allowed on top of the limit. */
const FORM_BYTES = 1024 * 1024;

/** Leaves multipart bodies unread: the handlers stream them. */
export function registerMultipart(app: FastifyInstance): void {
  app.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null));
}

/**
 * Receives a form with one file and stores it. The order of its parts does not matter. What was
 * declared as too large is refused before its first byte is read.
 * @throws HubError upload_too_large, unsupported_media_type, invalid_multipart, missing_file,
 *   storage_full
 */
export async function receiveUpload(
  hub: HubContext,
  request: FastifyRequest,
  maxBytes = hub.maxUploadBytes,
): Promise<Upload> {
  const boundary = boundaryOf(request.headers['content-type']);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes + FORM_BYTES) {
    throw new HubError('upload_too_large', { details: { maxBytes } });
  }
  const fields = new Map<string, string>();
  let file: Omit<Upload, 'fields'> | undefined;
  limitStall(request.raw, hub.stallMs);
  hub.monitor.uploads.begin(request.raw);
  try {
    for await (const part of readMultipart(receivedChunks(request.raw), boundary)) {
      if (part.kind === 'field') {
        fields.set(part.name, part.value);
      } else {
        if (file) throw new HubError('invalid_multipart', { message: 'Send one file at a time.' });
        const blob = await hub.blobs.put(part.body, { maxBytes });
        file = { partName: part.name, fileName: part.fileName, blob };
      }
    }
  } catch (error) {
    // The rest is read and dropped: most clients look for a reply only once they have sent it all.
    request.raw.resume();
    throw request.raw.destroyed && !(error instanceof HubError)
      ? new HubError('invalid_multipart', { cause: error })
      : error;
  }
  if (!file) throw new HubError('missing_file');
  // Known to the database at once, so that what is refused later is collected as garbage.
  const { blob } = file;
  await hub.database.db.transaction().execute((trx) => recordBlob(trx, blob));
  return { fields, ...file };
}
