import type { EventBatch, EventBatchReply } from '@trainyard/protocol';
import { SESSION_PATHS } from '@trainyard/protocol/app/session-paths';
import { jsonInSlices } from '../http/json-in-slices.ts';
import { jsonBody } from '../http/request-body.ts';
import type { HubClient } from './hub-client.ts';
import type { Limits } from './list-pages.ts';

/** `POST /app/v1/models/{id}/events`, for a hub with the capability `events`. */
export async function sendEvents(
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
    body: jsonBody(await jsonInSlices(batch)),
    ...limits,
  });
}
