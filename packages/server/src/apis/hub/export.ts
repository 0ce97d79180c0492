import { HubError, PATHS } from '@trainyard/protocol';
import type { HubServer } from '../../http/create-http-server.ts';
import { IdParams } from '../../http/id-params.ts';
import type { HubContext } from '../../hub-context.ts';
import { getModel } from '../../training/models.ts';

/** Export and inference, which this hub does not do: it says so, to whoever may see the model. */
export function exportRoutes(app: HubServer, hub: HubContext): void {
  app.post(
    PATHS.hub.modelExport,
    { config: { access: 'train' }, schema: { params: IdParams } },
    async ({ caller, params }) => {
      await getModel(hub.database, caller, params.id);
      throw new HubError('export_not_implemented');
    },
  );

  // Clients up to 8.2 have no header here, only a key in the body.
  app.post(PATHS.hub.getExport, { config: { access: 'anyone' } }, async () => {
    throw new HubError('export_not_implemented');
  });

  app.post(
    PATHS.hub.predict,
    { config: { access: 'read' }, schema: { params: IdParams } },
    async ({ caller, params }) => {
      await getModel(hub.database, caller, params.id);
      throw new HubError('inference_not_implemented');
    },
  );
}
