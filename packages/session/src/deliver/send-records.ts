import { sendEvents } from '../client/send-events.ts';
import { sendMetrics } from '../client/send-metrics.ts';
import { isRequestRefusedError } from '../errors/request-refused-error.ts';
import type { SpoolRecord } from '../spool/spool-record.ts';
import type { Target } from './target.ts';

/**
 * Sends records as one event batch, or over the HUB API alone their metrics; that API has no place
 * for the rest. Too large a batch is sent in halves.
 *
 * @returns whether Stop was pressed; always false over the HUB API alone.
 */
export async function sendRecords(
  target: Target,
  records: readonly SpoolRecord[],
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    return await sendOnce(target, records, signal);
  } catch (error) {
    const tooLarge = isRequestRefusedError(error) && error.status === 413 && records.length > 1;
    if (!tooLarge) throw error;
    const middle = records.length >> 1;
    const first = await sendRecords(target, records.slice(0, middle), signal);
    const second = await sendRecords(target, records.slice(middle), signal);
    return first || second;
  }
}

async function sendOnce(
  target: Target,
  records: readonly SpoolRecord[],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { client, capabilities, modelId, sessionId, predecessors } = target;
  const metrics = eventsOf(records, 'metrics');
  if (!capabilities.has('events')) {
    if (metrics.length > 0) await sendMetrics(client, modelId, metrics, signal);
    return false;
  }
  const environment = eventsOf(records, 'environment').at(-1);
  const batch = {
    sessionId,
    ...(predecessors && { predecessors: [...predecessors] }),
    agentId: target.agentId(),
    metrics,
    console: eventsOf(records, 'console'),
    system: eventsOf(records, 'system'),
    ...(environment !== undefined && { environment }),
  };
  return (
    (await sendEvents(client, modelId, batch, { signal, background: true })).cancelled === true
  );
}

type EventOf<Type> = Extract<SpoolRecord, { type: Type }>['event'];

function eventsOf<Type extends SpoolRecord['type']>(
  records: readonly SpoolRecord[],
  type: Type,
): EventOf<Type>[] {
  return records
    .filter((record) => record.type === type)
    .map(({ event }) => event as EventOf<Type>);
}
