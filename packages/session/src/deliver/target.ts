import type { Capabilities } from '../client/get-capabilities.ts';
import type { HubClient } from '../client/hub-client.ts';

/** Where a spool's content goes. */
export interface Target {
  readonly client: HubClient;
  readonly capabilities: Capabilities;
  readonly modelId: string;
  /** The session that wrote the spool, which may be an earlier one. */
  readonly sessionId: string;
  /** Sessions that came before that one and were perhaps never heard, oldest first. */
  readonly predecessors?: readonly string[] | undefined;
  /** The agent as assigned by the latest heartbeat, or null. */
  agentId(): string | null;
}
