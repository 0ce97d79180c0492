import {
  CAPABILITIES,
  type Capability,
  SESSION_PATHS,
} from '@trainyard/protocol/app/session-paths';
import { isNotSignedInError } from '../errors/not-signed-in-error.ts';
import { isRequestRefusedError } from '../errors/request-refused-error.ts';
import { readText } from '../http/read-body.ts';
import type { HubClient } from './hub-client.ts';
import type { Limits } from './list-pages.ts';

/** What the hub can do beyond the HUB API. */
export type Capabilities = ReadonlySet<Capability>;

/**
 * `GET /app/v1`: asks what the hub can do beyond the HUB API. A server that does not know the
 * address, or answers with something else (a web page, say), has the HUB API alone.
 */
export async function getCapabilities(
  client: HubClient,
  limits: Limits = {},
): Promise<Capabilities> {
  try {
    const text = await client.call({
      what: 'its capabilities',
      path: SESSION_PATHS.info,
      read: (response) => readText(response),
      ...limits,
    });
    return parse(text);
  } catch (error) {
    if (isRequestRefusedError(error) || isNotSignedInError(error)) return new Set();
    throw error;
  }
}

function parse(text: string): Capabilities {
  try {
    const reply: unknown = JSON.parse(text);
    if (typeof reply !== 'object' || reply === null) return new Set();
    if (!('capabilities' in reply) || !Array.isArray(reply.capabilities)) return new Set();
    const offered: readonly unknown[] = reply.capabilities;
    return new Set(CAPABILITIES.filter((capability) => offered.includes(capability)));
  } catch {
    return new Set();
  }
}
