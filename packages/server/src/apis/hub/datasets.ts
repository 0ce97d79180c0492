import {
  CreateDatasetBody,
  DeleteQuery,
  ListQuery,
  PATHS,
  UpdateDatasetBody,
} from '@trainyard/protocol';
import { requireAccount } from '../../accounts/caller.ts';
import { owned } from '../../accounts/sharing-rules.ts';
import { assertRoom } from '../../accounts/storage-quota.ts';
import { findOwned, listOwned } from '../../catalogue/owned-objects.ts';
import { deleteOwned } from '../../catalogue/trash.ts';
import { acceptArchive } from '../../datasets/accept-archive.ts';
import { createDataset, getDataset, showDataset, updateDataset } from '../../datasets/datasets.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import { declaredBytes } from '../../http/declared-bytes.ts';
import { IdParams } from '../../http/id-params.ts';
import { receiveUpload } from '../../http/receive-upload.ts';
import type { HubContext } from '../../hub-context.ts';
import { listReply, listRequest, pythonBoolean, success } from './reply.ts';

/** `/v1/datasets`, `/v1/datasets/{id}` and the dataset's archive. */
export function datasetRoutes(app: HubServer, hub: HubContext): void {
  const { database } = hub;

  app.get(
    PATHS.hub.datasets,
    { config: { access: 'anyone' }, schema: { querystring: ListQuery } },
    async ({ caller, query }) => {
      const page = await listOwned(database.db, 'datasets', caller, listRequest(query));
      return listReply(
        page.rows.map((row) => showDataset(hub, row)),
        page,
      );
    },
  );

  app.post(
    PATHS.hub.datasets,
    { config: { access: 'train' }, schema: { body: CreateDatasetBody } },
    async ({ caller, body }) =>
      success(showDataset(hub, await createDataset(database, caller, body)), 'Dataset created'),
  );

  app.get(
    PATHS.hub.dataset,
    { config: { access: 'anyone' }, schema: { params: IdParams } },
    async ({ caller, params }) =>
      success(showDataset(hub, await getDataset(database, caller, params.id))),
  );

  app.patch(
    PATHS.hub.dataset,
    { config: { access: 'manage' }, schema: { params: IdParams, body: UpdateDatasetBody } },
    async ({ caller, params, body }) => {
      const dataset = await updateDataset(database, caller, params.id, body);
      return success(showDataset(hub, dataset), 'Dataset updated');
    },
  );

  app.delete(
    PATHS.hub.dataset,
    { config: { access: 'manage' }, schema: { params: IdParams, querystring: DeleteQuery } },
    async ({ caller, params, query }) => {
      const hard = pythonBoolean('hard', query.hard) ?? false;
      await deleteOwned(database, 'datasets', caller, params.id, { hard });
      return success({ id: params.id, hard }, 'Dataset deleted');
    },
  );

  // hub-sdk names the part after the file, and takes any 2xx.
  app.post(
    PATHS.hub.datasetUpload,
    { config: { access: 'train' }, schema: { params: IdParams } },
    async (request) => {
      const account = requireAccount(request.caller, 'train');
      const dataset = owned(account, await findOwned(database.db, 'datasets', request.params.id));
      await assertRoom(database, account.userId, declaredBytes(request));
      const { blob, fileName } = await receiveUpload(hub, request);
      const accepted = await acceptArchive(hub, dataset, fileName, blob);
      return success(showDataset(hub, accepted), 'Dataset accepted');
    },
  );
}
