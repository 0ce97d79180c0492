import type { IncomingMessage } from 'node:http';
import { readJson } from '../http/read-body.ts';

/**
 * Reads the `data` of a HUB API reply.
 * @throws Error when the reply is not the HUB API's: something else answers at that address.
 */
export async function readData<Data>(response: IncomingMessage): Promise<Data> {
  const reply = await readJson(response);
  if (typeof reply === 'object' && reply !== null && 'data' in reply) return reply.data as Data;
  throw new Error('the reply is not that of a hub');
}
