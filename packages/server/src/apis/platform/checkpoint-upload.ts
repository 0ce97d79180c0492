import { CheckpointUploadBody, type CheckpointUploadReply, PATHS } from '@trainyard/protocol';
import type { HubServer } from '../../http/create-http-server.ts';
import type { HubContext } from '../../hub-context.ts';
import { offerUpload } from '../../training/runs/offer-upload.ts';
import { uploadPath } from '../../training/runs/run-uploads.ts';
import { uploadUrl } from '../files/uploads.ts';

/** `POST /api/webhooks/models/upload`: where to PUT a checkpoint. */
export function checkpointUploadRoutes(app: HubServer, hub: HubContext): void {
  app.post(
    PATHS.platform.checkpointUpload,
    { config: { access: 'train' }, schema: { body: CheckpointUploadBody } },
    async ({ caller, body }): Promise<CheckpointUploadReply> => {
      const upload = await offerUpload(hub, caller, body);
      const path = uploadPath(upload);
      return {
        uploadUrl: uploadUrl(hub, upload),
        gcsPath: path,
        uploadPath: path,
        modelId: upload.model_id,
      };
    },
  );
}
