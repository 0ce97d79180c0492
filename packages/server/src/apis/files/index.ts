import { HubError, PATHS } from '@trainyard/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HubServer } from '../../http/create-http-server.ts';
import { followsRedirects } from '../../http/follows-redirects.ts';
import { parseRange } from '../../http/parse-range.ts';
import { sandbox } from '../../http/sandboxed-headers.ts';
import { sendFile } from '../../http/send-file.ts';
import type { HubContext } from '../../hub-context.ts';

/** Only what browsers draw and cannot run; everything else is bytes. */
const IMAGE_TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
};

/** How long the bucket's own URL works, in seconds: it is asked for right before it is used. */
const REDIRECT_SECONDS = 15 * 60;

/**
 * Signed downloads, GET and HEAD, with Range. Where the blobs lie in a bucket that clients may
 * reach, those that follow redirects are sent there; the link that names the file stays ours. Content is addressed by its hash, so a link stays
 * good for the bytes that it was made for, and `ETag` never lies.
 */
export function fileRoutes(app: HubServer, hub: HubContext): void {
  app.route({
    // Not Fastify's own HEAD: that one counts the body it does not send, and says 0.
    method: ['GET', 'HEAD'],
    url: PATHS.files,
    config: { access: 'signed' },
    handler: async (request, reply) => {
      const grant = hub.signer.verify(request.raw.url!.split('?', 1)[0]!, Date.now());
      if (!grant) throw new HubError('link_expired');
      const { hash, rest } = grant;
      const size = await hub.blobs.size(hash);
      if (size === undefined) throw new HubError('not_found');
      const etag = `"${hash}"`;
      const fileName = decodeURIComponent(rest.split('/').at(-1)!);
      const imageType = IMAGE_TYPES[fileName.slice(fileName.lastIndexOf('.') + 1)];
      sandbox(reply, { fileName, imageType, etag: hash });
      reply.header('accept-ranges', 'bytes');
      if (request.headers['if-none-match'] === etag) return reply.status(304).send();
      if (hub.direct && !imageType && goesToBucket(request)) {
        reply.header('cache-control', 'no-store').removeHeader('etag');
        return reply.redirect(await hub.direct.downloadUrl(hash, fileName, REDIRECT_SECONDS), 302);
      }
      const ifRange = request.headers['if-range'];
      const range =
        ifRange === undefined || ifRange === etag
          ? parseRange(request.headers.range, size)
          : undefined;
      if (range === 'unsatisfiable') {
        reply.header('content-range', `bytes */${size}`);
        throw new HubError('range_not_satisfiable');
      }
      const length = range ? range.end - range.start : size;
      if (range) {
        reply.status(206).header('content-range', `bytes ${range.start}-${range.end - 1}/${size}`);
      }
      reply.header('content-length', length);
      if (request.method === 'HEAD' || length === 0) return reply.send();
      const file = hub.blobs.file(hash);
      if (file === undefined) return reply.send(await hub.blobs.open(hash, range));
      await sendFile(reply as unknown as FastifyReply, file, range ?? { start: 0, end: size });
      return reply;
    },
  });
}

/** HEAD is answered here: the bucket's URL is signed for GET. `If-Range` means our `ETag`. */
function goesToBucket({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && headers['if-range'] === undefined && followsRedirects(headers);
}
