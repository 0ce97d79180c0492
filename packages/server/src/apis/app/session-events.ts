import {
  EventBatch,
  EventBatchReply,
  MAX_EVENT_BATCH_BYTES,
  SESSION_PATHS,
} from '@trainyard/protocol';
import type { HubServer } from '../../http/create-http-server.ts';
import { IdParams } from '../../http/id-params.ts';
import type { HubContext } from '../../hub-context.ts';
import { takeEvents } from '../../training/take-events.ts';

/** `POST /app/v1/models/{id}/events`: metrics, console, system figures, environment. */
export function sessionEventRoutes(app: HubServer, hub: HubContext): void {
  app.post(
    SESSION_PATHS.events,
    {
      config: {
        access: 'train',
        doc: { summary: 'Send metrics, console and system figures', reply: EventBatchReply },
      },
      bodyLimit: MAX_EVENT_BATCH_BYTES,
      schema: { params: IdParams, body: EventBatch },
    },
    async ({ caller, params, body }): Promise<EventBatchReply> =>
      takeEvents(hub, caller, params.id, body),
  );
}
