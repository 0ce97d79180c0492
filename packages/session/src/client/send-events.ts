import type { EventBatch, EventBatchReply } from '@trainyard/protocol';
import { SESSION_PATHS } from '@trainyard/protocol/app/session-paths';
import type { HubClient } from './hub-client.ts';
import type { Limits } from './list-pages.ts';

/** `POST /app/v1/models/{id}/events`, for a hub with the capability `events`. */
export function sendEvents(
  client: HubClient,
  modelId: string,
  batch: EventBatch,
  limits: Limits,
): Promise<EventBatchReply> {
  return client.call<EventBatchReply>({
    what: 'the events',
    method: 'POST',
    path: SESSION_PATHS.events,
    params: { id: modelId },
    json: batch,
    ...limits,
  });
}
