import type { FinishBody } from '@trainyard/protocol';
import { SESSION_PATHS } from '@trainyard/protocol/app/session-paths';
import { drain } from '../http/read-body.ts';
import type { HubClient } from './hub-client.ts';

/** `POST /app/v1/models/{id}/finish`, for a hub with the capability `finish`. */
export function sendFinish(
  client: HubClient,
  modelId: string,
  body: FinishBody,
  signal?: AbortSignal,
): Promise<void> {
  return client.call<void>({
    what: 'the end of the training',
    method: 'POST',
    path: SESSION_PATHS.finish,
    params: { id: modelId },
    json: body,
    background: true,
    signal,
    read: drain,
  });
}
