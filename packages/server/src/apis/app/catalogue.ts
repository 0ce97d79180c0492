import {
  CatalogueQuery,
  DatasetDetail,
  DatasetPage,
  PATHS,
  ProjectPage,
  ProjectRetention,
  ProjectRow,
  SamplesQuery,
  SamplesReply,
  StorageReply,
} from '@trainyard/protocol';
import Type from 'typebox';
import {
  listDatasets,
  listProjects,
  readDataset,
  readProject,
} from '../../catalogue/list-catalogue.ts';
import { readStorage } from '../../catalogue/storage.ts';
import { openExample, readExamples } from '../../datasets/read-examples.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import { IdParams } from '../../http/id-params.ts';
import type { HubContext } from '../../hub-context.ts';
import { readRetention, setRetention } from '../../projects/retention.ts';

const ImageQuery = Type.Object({
  entry: Type.String({ maxLength: 100 }),
  file: Type.String({ maxLength: 4000 }),
});

/** Projects, datasets, and what all of it takes. Made and changed by the HUB API. */
export function catalogueRoutes(app: HubServer, hub: HubContext): void {
  app.get(
    PATHS.app.projects,
    {
      config: { access: 'read', doc: { summary: 'List projects', reply: ProjectPage } },
      schema: { querystring: CatalogueQuery },
    },
    ({ caller, query }) => listProjects(hub.database, caller, query),
  );

  app.get(
    PATHS.app.project,
    {
      config: { access: 'anyone', doc: { summary: 'Read a project', reply: ProjectRow } },
      schema: { params: IdParams },
    },
    ({ caller, params }) => readProject(hub.database, caller, params.id),
  );

  app.get(
    PATHS.app.projectRetention,
    {
      config: {
        access: 'read',
        doc: { summary: 'Which checkpoints a project keeps', reply: ProjectRetention },
      },
      schema: { params: IdParams },
    },
    async ({ caller, params }) => ({
      retention: await readRetention(hub.database, caller, params.id),
    }),
  );

  app.put(
    PATHS.app.projectRetention,
    {
      config: {
        access: 'manage',
        doc: { summary: 'Say which checkpoints a project keeps', reply: ProjectRetention },
      },
      schema: { params: IdParams, body: ProjectRetention },
    },
    async ({ caller, params, body }) => {
      await setRetention(hub.database, caller, params.id, body.retention);
      return { retention: await readRetention(hub.database, caller, params.id) };
    },
  );

  app.get(
    PATHS.app.datasets,
    {
      config: { access: 'read', doc: { summary: 'List datasets', reply: DatasetPage } },
      schema: { querystring: CatalogueQuery },
    },
    ({ caller, query }) => listDatasets(hub.database, caller, query),
  );

  app.get(
    PATHS.app.dataset,
    {
      config: { access: 'anyone', doc: { summary: 'Read a dataset', reply: DatasetDetail } },
      schema: { params: IdParams },
    },
    ({ caller, params }) => readDataset(hub, caller, params.id),
  );

  app.get(
    PATHS.app.datasetSamples,
    {
      config: {
        access: 'anyone',
        doc: { summary: 'Example images with labels', reply: SamplesReply },
      },
      schema: { params: IdParams, querystring: SamplesQuery },
    },
    ({ caller, params, query }) => readExamples(hub, caller, params.id, query),
  );

  app.get(
    PATHS.app.datasetImage,
    {
      config: { access: 'anyone', doc: { summary: 'One image of a dataset', status: 200 } },
      schema: { params: IdParams, querystring: ImageQuery },
    },
    async ({ caller, params, query }, reply) => {
      const { type, size, bytes } = await openExample(hub, caller, params.id, query);
      return reply
        .type(type)
        .header('content-length', size)
        .header('cache-control', 'private, max-age=3600')
        .header('content-security-policy', "sandbox; default-src 'none'")
        .send(bytes);
    },
  );

  app.get(
    PATHS.app.storage,
    { config: { access: 'read', doc: { summary: 'Storage used', reply: StorageReply } } },
    ({ caller }) => readStorage(hub.database, caller),
  );
}
