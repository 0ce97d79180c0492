import { type DatasetExportReply, PATHS } from '@trainyard/protocol';
import Type from 'typebox';
import { datasetByAddress } from '../../catalogue/by-address.ts';
import { exportDataset } from '../../datasets/export/export-dataset.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import type { HubContext } from '../../hub-context.ts';

const Params = Type.Object({ owner: Type.String(), dataset: Type.String() });

/**
 * `ul://owner/datasets/dataset`, resolved to a signed NDJSON file: by a redirect that is read and
 * not followed (HEAD up to 8.4.50, GET up to 8.4.128), or by JSON. 401, 404 and 409 each have an
 * error of their own there.
 */
export function datasetExportRoutes(app: HubServer, hub: HubContext): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: PATHS.platform.datasetExport,
    config: { access: 'read' },
    schema: { params: Params },
    handler: async ({ caller, params }, reply) => {
      const dataset = await datasetByAddress(hub.database.db, caller, params);
      const { url } = await exportDataset(hub, dataset);
      return reply.redirect(url, 302);
    },
  });

  // `v`, a saved version, is not looked at: a dataset here has one archive.
  app.get(
    PATHS.platform.datasetExportLink,
    { config: { access: 'read' }, schema: { params: Params } },
    async ({ caller, params }): Promise<DatasetExportReply> => {
      const dataset = await datasetByAddress(hub.database.db, caller, params);
      const { url, cached } = await exportDataset(hub, dataset);
      return { downloadUrl: url, cached };
    },
  );
}
