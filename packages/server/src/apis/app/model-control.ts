import { CheckpointReply, PATHS, PageQuery, pageOf, UseCheckpointBody } from '@trainyard/protocol';
import Type from 'typebox';
import type { HubServer } from '../../http/create-http-server.ts';
import { IdParams } from '../../http/id-params.ts';
import type { HubContext } from '../../hub-context.ts';
import { requestStop } from '../../training/finish-model.ts';
import { resetModel } from '../../training/reset-model.ts';
import { listCheckpoints, useCheckpoint } from '../../training/use-checkpoint.ts';

const CheckpointParams = Type.Object({ id: Type.String(), checkpointId: Type.String() });
const StateReply = Type.Object({ state: Type.String() });

/** Stop, reset, and what to do with a model's checkpoints. */
export function modelControlRoutes(app: HubServer, hub: HubContext): void {
  app.post(
    PATHS.app.modelStop,
    {
      config: { access: 'train', doc: { summary: 'Ask its trainer to stop', reply: StateReply } },
      schema: { params: IdParams },
    },
    async ({ caller, params }) => ({ state: await requestStop(hub, caller, params.id) }),
  );

  app.post(
    PATHS.app.modelReset,
    {
      config: { access: 'manage', doc: { summary: 'Delete all that a model has learnt' } },
      schema: { params: IdParams },
    },
    async ({ caller, params }, reply) => {
      await resetModel(hub, caller, params.id);
      return reply.status(204).send();
    },
  );

  app.get(
    PATHS.app.checkpoints,
    {
      config: {
        access: 'anyone',
        doc: { summary: 'List checkpoints', reply: pageOf(CheckpointReply) },
      },
      schema: { params: IdParams, querystring: Type.Object(PageQuery) },
    },
    ({ caller, params, query: { offset = 0, limit = 50 } }) =>
      listCheckpoints(hub, caller, params.id, { offset, limit }),
  );

  app.post(
    PATHS.app.useCheckpoint,
    {
      config: { access: 'train', doc: { summary: 'Promote a checkpoint, or finish from it' } },
      schema: { params: CheckpointParams, body: UseCheckpointBody },
    },
    async ({ caller, params, body }, reply) => {
      await useCheckpoint(hub, caller, params.id, params.checkpointId, body.as);
      return reply.status(204).send();
    },
  );
}
