import type { CreateModelBody } from '@trainyard/protocol';
import { PATHS } from '@trainyard/protocol/paths';
import type { HubClient } from './hub-client.ts';
import { readData } from './read-data.ts';

/**
 * `POST /v1/models`.
 * @returns the new model's id.
 */
export async function createModel(
  client: HubClient,
  body: CreateModelBody,
  options: { signal?: AbortSignal | undefined; deadline?: number } = {},
): Promise<string> {
  const { id } = await client.call<{ id: string }>({
    what: 'a new model',
    method: 'POST',
    path: PATHS.hub.models,
    json: body,
    read: readData<{ id: string }>,
    ...options,
  });
  return id;
}
