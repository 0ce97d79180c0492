import { HeartbeatBody, PATHS } from '@trainyard/protocol';
import type { HubServer } from '../../http/create-http-server.ts';
import { IdParams } from '../../http/id-params.ts';
import type { HubContext } from '../../hub-context.ts';
import { success } from './reply.ts';

/** `POST /v1/agent/heartbeat/models/{id}`, at once and then every 300 s. */
export function heartbeatRoutes(app: HubServer, hub: HubContext): void {
  app.post(
    PATHS.hub.heartbeat,
    { config: { access: 'train' }, schema: { params: IdParams, body: HeartbeatBody } },
    async ({ caller, params, body }) => {
      const beat = await hub.trainable.use(caller, params.id, (id) =>
        hub.heartbeats.take(id, body),
      );
      return success(beat);
    },
  );
}
