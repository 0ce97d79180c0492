import { fillPath, HubError, isId, SESSION_PATHS } from '@trainyard/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HubServer } from '../../http/create-http-server.ts';
import { IdParams } from '../../http/id-params.ts';
import { limitStall } from '../../http/limit-stall.ts';
import { receivedChunks } from '../../http/received-chunks.ts';
import type { HubContext } from '../../hub-context.ts';
import type { UploadMetadata } from '../../training/checkpoint-uploads.ts';

/** tus 1.0.0, https://tus.io/protocols/resumable-upload: the core, creation and termination. */
const VERSION = '1.0.0';

/** `/app/v1/uploads`: checkpoints as resumable uploads. */
export function sessionUploadRoutes(app: HubServer, hub: HubContext): void {
  // Left unread: the handler streams it.
  (app as unknown as FastifyInstance).addContentTypeParser(
    'application/offset+octet-stream',
    (_request, _payload, done) => done(null),
  );
  const config = (summary: string, status = 204) =>
    ({ access: 'train', doc: { summary, status } }) as const;

  app.options(SESSION_PATHS.uploads, { config: { access: 'open' } }, async (_request, reply) =>
    tus(reply)
      .header('tus-version', VERSION)
      .header('tus-extension', 'creation,termination')
      .header('tus-max-size', hub.maxUploadBytes)
      .status(204)
      .send(),
  );

  app.post(
    SESSION_PATHS.uploads,
    { config: config('Begin a resumable upload (tus 1.0)', 201) },
    async (request, reply) => {
      const { modelId, ...metadata } = readMetadata(header(request, 'upload-metadata'));
      const size = readLength(header(request, 'upload-length'));
      const id = await hub.uploads.create(request.caller, modelId, size, metadata);
      // Relative, as tus allows: whoever came by another address than the public one stays there.
      const location = fillPath(SESSION_PATHS.upload, { id });
      return tus(reply).header('location', location).status(201).send();
    },
  );

  app.head(
    SESSION_PATHS.upload,
    { config: config('How far an upload is (tus)', 200), schema: { params: IdParams } },
    async (request, reply) => {
      const { offset, size } = await hub.uploads.state(request.caller, request.params.id);
      return tus(reply)
        .header('upload-offset', offset)
        .header('upload-length', size)
        .header('cache-control', 'no-store')
        .send();
    },
  );

  app.patch(
    SESSION_PATHS.upload,
    {
      config: config('Send on an upload (tus); HEAD says from where'),
      schema: { params: IdParams },
    },
    async (request, reply) => {
      if (request.headers['content-type'] !== 'application/offset+octet-stream') {
        throw new HubError('unsupported_media_type');
      }
      const { raw, caller, params } = request;
      limitStall(raw, hub.stallMs);
      hub.monitor.uploads.begin(raw);
      const at = readLength(header(request, 'upload-offset'));
      const { offset } = await hub.uploads.append(caller, params.id, at, {
        [Symbol.asyncIterator]: () => receivedChunks(raw),
        destroy: () => raw.destroy(),
      });
      return tus(reply).header('upload-offset', offset).status(204).send();
    },
  );

  app.delete(
    SESSION_PATHS.upload,
    { config: config('Give up an upload (tus)'), schema: { params: IdParams } },
    async (request, reply) => {
      await hub.uploads.remove(request.caller, request.params.id);
      return tus(reply).status(204).send();
    },
  );
}

/** "The Tus-Resumable header MUST be included in every request and response." */
function tus(reply: FastifyReply): FastifyReply {
  return reply.header('tus-resumable', VERSION);
}

function header(request: FastifyRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

function readLength(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new HubError('invalid_body', {
    message: 'Upload-Length and Upload-Offset must be whole numbers of bytes.',
  });
}

/** Pairs of a name and a Base64 value: `modelId …,kind …`. */
function readMetadata(text: string): UploadMetadata & { modelId: string } {
  const pairs = text.split(',').map((pair) => pair.trim().split(' '));
  const values = new Map(
    pairs.map(([name = '', value = '']) => [name, Buffer.from(value, 'base64').toString()]),
  );
  const modelId = values.get('modelId') ?? '';
  const sessionId = values.get('sessionId') ?? '';
  const kind = values.get('kind') ?? '';
  const sha256 = values.get('sha256') ?? '';
  const epoch = numberOrNull(values.get('epoch'));
  const valid =
    isId(modelId) &&
    /^[\w-]{8,64}$/.test(sessionId) &&
    (kind === 'last' || kind === 'best' || kind === 'final') &&
    /^[0-9a-f]{64}$/.test(sha256) &&
    (epoch === null || (Number.isSafeInteger(epoch) && epoch >= 0));
  if (!valid) {
    throw new HubError('invalid_body', {
      message:
        'Upload-Metadata must hold modelId, sessionId, kind (last, best or final) and sha256; epoch is a whole number from 0.',
    });
  }
  return {
    modelId,
    sessionId,
    sha256,
    // The HUB API knows the best one by its flag, and so do the rules.
    kind: kind === 'final' ? 'final' : 'last',
    isBest: kind === 'best' || values.get('isBest') === 'true',
    epoch,
    map: numberOrNull(values.get('map')),
  };
}

function numberOrNull(text: string | undefined): number | null {
  const value = Number(text);
  return text === undefined || text === '' || !Number.isFinite(value) ? null : value;
}
