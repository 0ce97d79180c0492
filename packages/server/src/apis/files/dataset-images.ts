import { HubError, PATHS } from '@trainyard/protocol';
import Type from 'typebox';
import { blobSource } from '../../datasets/accept-archive.ts';
import { readEntry, readEntryHead } from '../../datasets/archive/read-entry.ts';
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
      const source = blobSource(hub.blobs, { hash: archive, size });
      const head = await readEntryHead(source, entry, fileName, HEAD_BYTES);
      sandbox(reply, { fileName, imageType: imageTypeOf(head), etag });
      if (request.headers['if-none-match'] === `"${etag}"`) return reply.status(304).send();
      reply.header('content-length', entry.size);
      if (request.method === 'HEAD' || entry.size === 0) return reply.send();
      return reply.send(readEntry(source, entry, fileName));
    },
  });
}
