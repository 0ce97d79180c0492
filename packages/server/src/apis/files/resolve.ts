import { HubError, type ModelFilesReply, PATHS } from '@trainyard/protocol';
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

  // The same question of 8.4.154 and later, which want their answer as JSON.
  app.get(
    PATHS.resolveFileLink,
    { config: { access: 'signed' }, schema: { params: Params } },
    async ({ params: { grant, id, name } }): Promise<ModelFilesReply> => {
      const path = `/f-${grant}/${encodeURIComponent(id)}/${encodeURIComponent(name)}`;
      const granted = hub.signer.verify(path, Date.now());
      if (!granted) throw new HubError('link_expired');
      const size = await hub.blobs.size(granted.hash);
      if (size === undefined) throw new HubError('not_found');
      return { files: [{ name, size, downloadUrl: hub.origin.url + path }] };
    },
  );
}
