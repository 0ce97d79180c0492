import {
  CreateModelBody,
  DeleteQuery,
  IDEMPOTENCY_KEY,
  ListQuery,
  PATHS,
  UpdateModelBody,
} from '@trainyard/protocol';
import { listOwned } from '../../catalogue/owned-objects.ts';
import { deleteOwned } from '../../catalogue/trash.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import { IdParams } from '../../http/id-params.ts';
import type { HubContext } from '../../hub-context.ts';
import { handOut } from '../../training/hand-out.ts';
import { createModel, getModel, updateModel } from '../../training/models.ts';
import { listReply, listRequest, pythonBoolean, success } from './reply.ts';

/** `/v1/models` and `/v1/models/{id}`. */
export function modelRoutes(app: HubServer, hub: HubContext): void {
  const { database } = hub;

  app.get(
    PATHS.hub.models,
    { config: { access: 'anyone' }, schema: { querystring: ListQuery } },
    async ({ caller, query }) => {
      const page = await listOwned(database.db, 'models', caller, listRequest(query));
      return listReply(await handOut(hub, caller, page.rows), page);
    },
  );

  app.post(
    PATHS.hub.models,
    { config: { access: 'train' }, schema: { body: CreateModelBody } },
    async ({ caller, body, headers }) => {
      const key = headers[IDEMPOTENCY_KEY];
      const model = await createModel(database, caller, body, key?.toString());
      hub.live.publish({ type: 'model', modelId: model.id });
      return success((await handOut(hub, caller, [model]))[0], 'Model created');
    },
  );

  app.get(
    PATHS.hub.model,
    { config: { access: 'anyone' }, schema: { params: IdParams } },
    async ({ caller, params }) => {
      const model = await getModel(database, caller, params.id);
      return success((await handOut(hub, caller, [model]))[0]);
    },
  );

  app.patch(
    PATHS.hub.model,
    { config: { access: 'manage' }, schema: { params: IdParams, body: UpdateModelBody } },
    async ({ caller, params, body }) => {
      const model = await updateModel(database, caller, params.id, body);
      hub.live.publish({ type: 'model', modelId: model.id });
      return success((await handOut(hub, caller, [model]))[0], 'Model updated');
    },
  );

  app.delete(
    PATHS.hub.model,
    { config: { access: 'manage' }, schema: { params: IdParams, querystring: DeleteQuery } },
    async ({ caller, params, query }) => {
      const hard = pythonBoolean('hard', query.hard) ?? false;
      await deleteOwned(database, 'models', caller, params.id, { hard });
      hub.live.publish({ type: 'model', modelId: params.id });
      return success({ id: params.id, hard }, hard ? 'Model deleted' : 'Model moved to the trash');
    },
  );
}
