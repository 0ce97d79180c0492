import type { Limits } from '../client/list-pages.ts';
import { sendEvents } from '../client/send-events.ts';
import type { Target } from './target.ts';

/**
 * Tells the hub that nobody trains the model any more, where it has a place for that: it then
 * shows at once what it would find out only after two heartbeats that did not come. An earlier
 * session's word changes nothing when another one trains already.
 */
export async function leaveModel(target: Target, limits: Limits): Promise<void> {
  const { client, capabilities, modelId, sessionId } = target;
  if (!capabilities.has('events')) return;
  const batch = { sessionId, agentId: target.agentId(), leaving: true };
  await sendEvents(client, modelId, batch, limits);
}
