import { Readable } from 'node:stream';
import { HubError, PATHS } from '@trainyard/protocol';
import Type from 'typebox';
import { blobSource } from '../../datasets/accept-archive.ts';
import { readEntry } from '../../datasets/archive/read-entry.ts';
import { entryFromSegment, IMAGE_PURPOSE } from '../../datasets/export/image-address.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import { sandbox } from '../../http/sandboxed-headers.ts';
import type { HubContext } from '../../hub-context.ts';
import { imageTypeOf } from '../../projects/image-type.ts';

const Params = Type.Object({
  archive: Type.String(),
  entry: Type.String(),
  fileName: Type.String(),
});

const Query = Type.Object({ grant: Type.Optional(Type.String()) });

/** Bytes that tell an image's format. */
const HEAD_BYTES = 16;

/**
 * One image of a dataset's archive, read in place. What it is called decides nothing: its own first
 * bytes say whether a browser may draw it, and everything else is bytes.
 */
export function datasetImageRoutes(app: HubServer, hub: HubContext): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: PATHS.datasetImage,
    config: { access: 'signed' },
    schema: { params: Params, querystring: Query },
    handler: async (request, reply) => {
      const { archive, fileName } = request.params;
      const path = request.raw.url!.split('?', 1)[0]!;
      const grant = request.query.grant ?? '';
      const entry = entryFromSegment(request.params.entry);
      if (!entry || !hub.signer.isGranted(grant, IMAGE_PURPOSE, path, Date.now())) {
        throw new HubError('link_expired');
      }
      const size = await hub.blobs.size(archive);
      if (size === undefined) throw new HubError('not_found');
      const etag = `${archive}-${request.params.entry}`;
      if (request.headers['if-none-match'] === `"${etag}"`) return reply.status(304).send();
      const source = blobSource(hub.blobs, { hash: archive, size });
      const bytes = readEntry(source, entry, fileName);
      const { head, all } = await peek(bytes, HEAD_BYTES);
      sandbox(reply, { fileName, imageType: imageTypeOf(head), etag });
      reply.header('content-length', entry.size);
      if (request.method === 'HEAD' || entry.size === 0) {
        bytes.destroy();
        return reply.send();
      }
      return reply.send(Readable.from(all, { objectMode: false }));
    },
  });
}

/** The beginning of a stream, and the whole of it: an image's type costs no read of its own. */
async function peek(
  stream: Readable,
  bytes: number,
): Promise<{ head: Buffer; all: AsyncGenerator<Buffer, void> }> {
  const chunks = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < bytes) {
    const { done, value } = await chunks.next();
    if (done) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  const rest = { [Symbol.asyncIterator]: () => chunks };
  async function* all(): AsyncGenerator<Buffer, void> {
    try {
      yield head;
      yield* rest;
    } finally {
      stream.destroy();
    }
  }
  return { head, all: all() };
}
