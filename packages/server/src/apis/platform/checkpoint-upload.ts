import { CheckpointUploadBody, type CheckpointUploadReply, PATHS } from '@trainyard/protocol';
import type { HubServer } from '../../http/create-http-server.ts';
import type { HubContext } from '../../hub-context.ts';
import { offerUpload } from '../../training/runs/offer-upload.ts';
import { uploadPath } from '../../training/runs/run-uploads.ts';
import { uploadUrl } from '../files/uploads.ts';

/**
 * `POST /api/webhooks/models/upload`: where to PUT a checkpoint. That is the bucket itself, where
 * clients may reach it; the length is part of its signature when the client says it.
 */
export function checkpointUploadRoutes(app: HubServer, hub: HubContext): void {
  app.post(
    PATHS.platform.checkpointUpload,
    { config: { access: 'train' }, schema: { body: CheckpointUploadBody } },
    async ({ caller, body }): Promise<CheckpointUploadReply> => {
      const upload = await offerUpload(hub, caller, body);
      const path = uploadPath(upload);
      // In the background: this call must not wait for an upload before it.
      void hub.directUploads.takeOfModel(upload.model_id).catch(() => {});
      return {
        uploadUrl:
          (await hub.directUploads.url(upload, wholeBytes(body.size))) ?? uploadUrl(hub, upload),
        gcsPath: path,
        uploadPath: path,
        modelId: upload.model_id,
      };
    },
  );
}

/** A size that can be a length; nothing else is looked at. */
function wholeBytes(size: number | null | undefined): number | undefined {
  return Number.isSafeInteger(size) && size! > 0 ? size! : undefined;
}
