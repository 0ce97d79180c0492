import { CatalogueQuery, PATHS, TrashPage } from '@trainyard/protocol';
import { listTrash } from '../../catalogue/list-catalogue.ts';
import { restoreOwned } from '../../catalogue/trash.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import { IdParams } from '../../http/id-params.ts';
import type { HubContext } from '../../hub-context.ts';

/** The trash, and taking things out of it again. */
export function trashRoutes(app: HubServer, hub: HubContext): void {
  app.get(
    PATHS.app.trash,
    {
      config: { access: 'read', doc: { summary: 'List the trash', reply: TrashPage } },
      schema: { querystring: CatalogueQuery },
    },
    ({ caller, query }) => listTrash(hub.database, caller, query),
  );

  for (const [table, path] of [
    ['models', PATHS.app.restoreModel],
    ['projects', PATHS.app.restoreProject],
    ['datasets', PATHS.app.restoreDataset],
  ] as const) {
    app.post(
      path,
      {
        config: { access: 'manage', doc: { summary: `Take out of the trash (${table})` } },
        schema: { params: IdParams },
      },
      async ({ caller, params }, reply) => {
        await restoreOwned(hub.database, table, caller, params.id);
        if (table === 'models') hub.live.publish({ type: 'model', modelId: params.id });
        return reply.status(204).send();
      },
    );
  }
}
