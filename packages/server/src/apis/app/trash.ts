import { PATHS } from '@trainyard/protocol';
import { restoreOwned } from '../../catalogue/trash.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import { IdParams } from '../../http/id-params.ts';
import type { HubContext } from '../../hub-context.ts';

/** Taking things out of the trash again. */
export function trashRoutes(app: HubServer, hub: HubContext): void {
  for (const [table, path] of [
    ['models', PATHS.app.restoreModel],
    ['projects', PATHS.app.restoreProject],
    ['datasets', PATHS.app.restoreDataset],
  ] as const) {
    app.post(
      path,
      { config: { access: 'manage' }, schema: { params: IdParams } },
      async ({ caller, params }, reply) => {
        await restoreOwned(hub.database, table, caller, params.id);
        if (table === 'models') hub.live.publish({ type: 'model', modelId: params.id });
        return reply.status(204).send();
      },
    );
  }
}
