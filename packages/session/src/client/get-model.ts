import type { HubModel } from '@trainyard/protocol';
import { PATHS } from '@trainyard/protocol/paths';
import { NoSuchModelError } from '../errors/no-such-model-error.ts';
import { isRequestRefusedError } from '../errors/request-refused-error.ts';
import type { HubClient } from './hub-client.ts';
import { readData } from './read-data.ts';

/**
 * A model as the HUB API gives it. Only these are there on every server of that API; ours sends
 * all of `HubModel`.
 */
export type ModelReply = Pick<HubModel, 'id' | 'status'> & Partial<HubModel>;

/**
 * `GET /v1/models/{id}`.
 * @throws NoSuchModelError when the hub has none or does not show it.
 */
export async function getModel(
  client: HubClient,
  id: string,
  options: { signal?: AbortSignal | undefined; deadline?: number } = {},
): Promise<ModelReply> {
  try {
    return await client.call<ModelReply>({
      what: `model ${id}`,
      path: PATHS.hub.model,
      params: { id },
      read: readData<ModelReply>,
      ...options,
    });
  } catch (error) {
    if (isRequestRefusedError(error) && (error.status === 404 || error.status === 403)) {
      throw new NoSuchModelError(client.hub, id, { cause: error });
    }
    throw error;
  }
}
