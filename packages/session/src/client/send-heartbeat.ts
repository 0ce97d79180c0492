import { PATHS } from '@trainyard/protocol/paths';
import type { HubClient } from './hub-client.ts';
import { readData } from './read-data.ts';

/**
 * `POST /v1/agent/heartbeat/models/{id}`.
 *
 * @param agentId what the hub assigned at an earlier heartbeat, or null before the first.
 * @returns the id that the hub assigns now, to be adopted.
 */
export async function sendHeartbeat(
  client: HubClient,
  modelId: string,
  agent: { name: string; agentId: string | null },
  signal?: AbortSignal,
): Promise<string | null> {
  const reply = await client.call<{ agentId?: string | null } | null>({
    what: 'a heartbeat',
    method: 'POST',
    path: PATHS.hub.heartbeat,
    params: { id: modelId },
    json: { agent: agent.name, agentId: agent.agentId },
    background: true,
    signal,
    read: readData<{ agentId?: string | null } | null>,
  });
  return reply?.agentId ?? agent.agentId;
}
