import { fillPath, HubError, PATHS } from '@trainyard/protocol';
import Type from 'typebox';
import { assertRoomFor } from '../../accounts/storage-quota.ts';
import type { CheckpointUploadsTable } from '../../database/schema.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import { declaredBytes } from '../../http/declared-bytes.ts';
import { receiveBody } from '../../http/receive-body.ts';
import type { HubContext } from '../../hub-context.ts';
import { UPLOAD_MS } from '../../training/runs/direct-uploads.ts';
import { finishCheckpointUpload } from '../../training/runs/run-uploads.ts';

const Params = Type.Object({
  grant: Type.String(),
  modelId: Type.String(),
  uploadId: Type.String(),
  maxBytes: Type.String(),
  fileName: Type.String(),
});

const PURPOSE = 'checkpoint-upload';

/** A URL that takes this upload by PUT, without credentials: it carries its own permission. */
export function uploadUrl(
  { signer, origin, maxUploadBytes }: Pick<HubContext, 'signer' | 'origin' | 'maxUploadBytes'>,
  { id, model_id: modelId, file_name: fileName }: CheckpointUploadsTable,
): string {
  const params = { modelId, uploadId: id, maxBytes: String(maxUploadBytes), fileName };
  const text = grantedText(params);
  const grant = signer.grant(PURPOSE, text, Date.now() + UPLOAD_MS);
  return origin.url + fillPath(PATHS.uploads, { grant, ...params });
}

/**
 * Signed uploads: `PUT` of the bytes themselves, of declared length. The clients send neither
 * credentials nor chunks, and cannot follow a redirect with their body.
 */
export function uploadRoutes(app: HubServer, hub: HubContext): void {
  app.register(async (scope) => {
    // Whatever it calls itself, the body is streamed to the blob store.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    putRoute(scope as unknown as HubServer, hub);
  });
}

function putRoute(app: HubServer, hub: HubContext): void {
  app.put(
    PATHS.uploads,
    {
      config: { access: 'signed' },
      schema: { params: Params },
      bodyLimit: Number.MAX_SAFE_INTEGER,
    },
    async (request) => {
      const { grant, ...params } = request.params;
      if (!hub.signer.isGranted(grant, PURPOSE, grantedText(params), Date.now())) {
        throw new HubError('link_expired');
      }
      await assertRoomFor(hub.database, params.modelId, declaredBytes(request));
      const blob = await receiveBody(hub, request, Number(params.maxBytes));
      const checkpoint = await finishCheckpointUpload(hub, params.uploadId, blob);
      return { received: true, sha256: checkpoint.blob_hash, size: checkpoint.size };
    },
  );
}

/** All that the grant covers besides its expiry. */
function grantedText(params: {
  modelId: string;
  uploadId: string;
  maxBytes: string;
  fileName: string;
}): string {
  const { modelId, uploadId, maxBytes, fileName } = params;
  return [modelId, uploadId, maxBytes, fileName].join('/');
}
