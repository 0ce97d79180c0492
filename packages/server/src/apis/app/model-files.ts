import { ModelFilesList, PATHS } from '@trainyard/protocol';
import { assertRoom } from '../../accounts/storage-quota.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import { declaredBytes } from '../../http/declared-bytes.ts';
import { IdParams } from '../../http/id-params.ts';
import { receiveUpload } from '../../http/receive-upload.ts';
import type { HubContext } from '../../hub-context.ts';
import { keepModelFile, listModelFiles, MAX_MODEL_FILE_BYTES } from '../../training/model-files.ts';
import { getModelToTrain } from '../../training/models.ts';

/** `/app/v1/models/{id}/files`: plots and other files beside the weights. */
export function modelFileRoutes(app: HubServer, hub: HubContext): void {
  app.get(
    PATHS.app.modelFiles,
    {
      config: {
        access: 'anyone',
        doc: { summary: 'List the files beside the weights', reply: ModelFilesList },
      },
      schema: { params: IdParams },
    },
    ({ caller, params }) => listModelFiles(hub, caller, params.id),
  );

  app.post(
    PATHS.app.modelFiles,
    {
      config: { access: 'train', doc: { summary: 'Add a file, as a form with one part' } },
      schema: { params: IdParams },
    },
    async (request, reply) => {
      const { caller, params } = request;
      // Before the body is read: nobody fills the disk through another's model.
      const { owner_id } = await getModelToTrain(hub.database, caller, params.id);
      await assertRoom(hub.database, owner_id, declaredBytes(request));
      const { fileName, partName, blob } = await receiveUpload(hub, request, MAX_MODEL_FILE_BYTES);
      await keepModelFile(hub, caller, params.id, fileName || partName, blob);
      return reply.status(204).send();
    },
  );
}
