import { HubError, ModelResetBody, PATHS } from '@trainyard/protocol';
import { ANONYMOUS } from '../../accounts/caller.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import type { HubContext } from '../../hub-context.ts';
import { resetModel } from '../../training/reset-model.ts';
import { success } from './reply.ts';

/**
 * `POST /model-reset`. Clients up to 8.2 send their key in the body (`apiKey`), later ones as
 * `x-api-key`; hence `anyone` here, and the check below.
 */
export function modelResetRoutes(app: HubServer, hub: HubContext): void {
  app.post(
    PATHS.hub.modelReset,
    { config: { access: 'anyone' }, schema: { body: ModelResetBody } },
    async (request) => {
      let { caller } = request;
      const { apiKey, modelId } = request.body;
      if (caller === ANONYMOUS && apiKey !== undefined) {
        const found = await hub.apiKeys.find(apiKey);
        if (!found) throw new HubError('invalid_credentials');
        caller = found;
      }
      await resetModel(hub, caller, modelId);
      return success({ id: modelId }, 'Model reset');
    },
  );
}
