import { FinishBody, MODEL_STATES, SESSION_PATHS } from '@trainyard/protocol';
import Type from 'typebox';
import type { HubServer } from '../../http/create-http-server.ts';
import { IdParams } from '../../http/id-params.ts';
import type { HubContext } from '../../hub-context.ts';
import { endSession } from '../../training/end-session.ts';

const FinishReply = Type.Object({ state: Type.Enum([...MODEL_STATES]) });

/** `POST /app/v1/models/{id}/finish`: how a training ended, in its session's words. */
export function sessionFinishRoutes(app: HubServer, hub: HubContext): void {
  app.post(
    SESSION_PATHS.finish,
    {
      config: { access: 'train', doc: { summary: 'Say how a training ended', reply: FinishReply } },
      schema: { params: IdParams, body: FinishBody },
    },
    async ({ caller, params, body }) => ({
      state: await endSession(hub, caller, params.id, body),
    }),
  );
}
