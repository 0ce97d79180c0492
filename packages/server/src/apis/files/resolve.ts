import { HubError, PATHS } from '@trainyard/protocol';
import Type from 'typebox';
import type { HubServer } from '../../http/create-http-server.ts';
import type { HubContext } from '../../hub-context.ts';

const Params = Type.Object({ grant: Type.String(), id: Type.String(), name: Type.String() });

/**
 * Where to download a signed link, asked by a client that took it for a model's web page:
 * ultralytics 8.4.114 does so with every URL below `ULTRALYTICS_PLATFORM_URL`, also with those of
 * datasets and checkpoints that the HUB API handed out. It is sent back to the link.
 */
export function resolveRoutes(app: HubServer, hub: HubContext): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: PATHS.resolveFile,
    config: { access: 'signed' },
    schema: { params: Params },
    handler: async (request, reply) => {
      const { grant, id, name } = request.params;
      const path = `/f-${grant}/${encodeURIComponent(id)}/${encodeURIComponent(name)}`;
      if (!hub.signer.verify(path, Date.now())) throw new HubError('link_expired');
      return reply.redirect(hub.origin.url + path, 302);
    },
  });
}
