import { HubError, type ModelFilesReply, PATHS } from '@trainyard/protocol';
import Type from 'typebox';
import { modelByAddress } from '../../catalogue/by-address.ts';
import type { CheckpointsTable, ModelsTable } from '../../database/schema.ts';
import type { HubServer } from '../../http/create-http-server.ts';
import type { HubContext } from '../../hub-context.ts';
import { newestCheckpoints } from '../../training/newest-checkpoints.ts';

const Params = Type.Object({
  owner: Type.String(),
  project: Type.String(),
  model: Type.String(),
});

/** `ul://owner/project/model`, resolved to signed weights: by a redirect, or by JSON from 8.4.154. */
export function modelWeightsRoutes(app: HubServer, hub: HubContext): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: PATHS.platform.modelDownload,
    config: { access: 'read' },
    schema: { params: Params },
    handler: async ({ caller, params }, reply) => {
      const model = await modelByAddress(hub.database.db, caller, params);
      const weights = await weightsOf(hub, model);
      if (!weights) {
        throw new HubError('not_ready', { message: 'This model has no weights yet.' });
      }
      return reply.redirect(hub.links.weights(model.id, weights.blob_hash, model.slug), 302);
    },
  });

  // An empty list is what clients take for "no weights"; they would ask again after a 409.
  app.get(
    PATHS.platform.modelFiles,
    { config: { access: 'read' }, schema: { params: Params } },
    async ({ caller, params }): Promise<ModelFilesReply> => {
      const model = await modelByAddress(hub.database.db, caller, params);
      const weights = await weightsOf(hub, model);
      if (!weights) return { files: [] };
      const downloadUrl = hub.links.weights(model.id, weights.blob_hash, model.slug);
      const name = new URL(downloadUrl).pathname.split('/').at(-1)!;
      return { files: [{ name, size: weights.size, downloadUrl }] };
    },
  );
}

/** The best weights; of a training that has none, what it can be resumed from. */
async function weightsOf(
  { database }: HubContext,
  { id }: ModelsTable,
): Promise<CheckpointsTable | undefined> {
  const best = (await newestCheckpoints(database.db, [id], 'best')).get(id);
  return best ?? (await newestCheckpoints(database.db, [id], 'last')).get(id);
}
