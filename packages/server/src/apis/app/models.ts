import {
  ArchiveWeightsQuery,
  BulkModelsBody,
  BulkReply,
  EditModelBody,
  ListModelsQuery,
  ModelColumns,
  ModelDetail,
  ModelPage,
  PATHS,
} from '@trainyard/protocol';
import Type from 'typebox';
import type { HubServer } from '../../http/create-http-server.ts';
import { IdParams } from '../../http/id-params.ts';
import { attach } from '../../http/sandboxed-headers.ts';
import type { HubContext } from '../../hub-context.ts';
import { archiveWeights } from '../../training/archive-weights.ts';
import { changeModels, editModel } from '../../training/edit-model.ts';
import { listModelColumns } from '../../training/list-model-columns.ts';
import { listModels } from '../../training/list-models.ts';
import { findModelByName, readModel } from '../../training/read-model.ts';

const NameParams = Type.Object({ project: Type.String(), model: Type.String() });

/** `/app/v1/models`: the table, one model, and what people change about them. */
export function modelRoutes(app: HubServer, hub: HubContext): void {
  app.get(
    PATHS.app.models,
    {
      config: { access: 'anyone', doc: { summary: 'List models', reply: ModelPage } },
      schema: { querystring: ListModelsQuery },
    },
    ({ caller, query }) => listModels(hub.database, caller, query),
  );

  app.get(
    PATHS.app.modelColumns,
    {
      config: {
        access: 'read',
        doc: { summary: 'Metrics, arguments and tags in use', reply: ModelColumns },
      },
    },
    ({ caller }) => listModelColumns(hub.database, caller),
  );

  app.get(
    PATHS.app.model,
    {
      config: { access: 'anyone', doc: { summary: 'Read a model', reply: ModelDetail } },
      schema: { params: IdParams },
    },
    ({ caller, params }) => readModel(hub, caller, params.id),
  );

  app.get(
    PATHS.app.modelByName,
    {
      config: {
        access: 'anyone',
        doc: { summary: 'Find a model by its names', reply: Type.Object({ id: Type.String() }) },
      },
      schema: { params: NameParams },
    },
    ({ caller, params }) => findModelByName(hub.database, caller, params.project, params.model),
  );

  app.patch(
    PATHS.app.model,
    {
      config: { access: 'manage', doc: { summary: 'Change a model', reply: ModelDetail } },
      schema: { params: IdParams, body: EditModelBody },
    },
    async ({ caller, params, body }) => {
      await editModel(hub, caller, params.id, body);
      return readModel(hub, caller, params.id);
    },
  );

  app.post(
    PATHS.app.modelsBulk,
    {
      config: { access: 'manage', doc: { summary: 'Change many models', reply: BulkReply } },
      schema: { body: BulkModelsBody },
    },
    async ({ caller, body }) => ({ changed: await changeModels(hub, caller, body) }),
  );

  app.get(
    PATHS.app.modelsWeights,
    {
      config: {
        access: 'anyone',
        doc: { summary: 'Best weights of several models as one zip', status: 200 },
      },
      schema: { querystring: ArchiveWeightsQuery },
    },
    async ({ caller, query }, reply) => {
      const { size, content } = await archiveWeights(hub, caller, query.id);
      attach(reply, 'weights.zip');
      return reply.header('content-length', size).send(content);
    },
  );
}
