import type { MetricEvent } from '@trainyard/protocol';
import { PATHS } from '@trainyard/protocol/paths';
import { drain } from '../http/read-body.ts';
import { jsonBody } from '../http/request-body.ts';
import type { HubClient } from './hub-client.ts';

/**
 * `POST /v1/models/{id}` with metrics: each epoch once, its value a JSON text in the dialect that
 * Python writes, with bare `NaN` and `Infinity`.
 */
export async function sendMetrics(
  client: HubClient,
  modelId: string,
  events: readonly MetricEvent[],
  signal?: AbortSignal,
): Promise<void> {
  const epochs = new Map<number, Map<string, unknown>>();
  for (const { step, values } of events) {
    const merged = epochs.get(step) ?? new Map<string, unknown>();
    for (const [series, value] of Object.entries(values)) merged.set(series, value);
    epochs.set(step, merged);
  }
  const metrics = Object.fromEntries([...epochs].map(([epoch, values]) => [epoch, encode(values)]));
  await client.call({
    what: 'the metrics',
    method: 'POST',
    path: PATHS.hub.model,
    params: { id: modelId },
    body: jsonBody(JSON.stringify({ type: 'metrics', metrics })),
    background: true,
    signal,
    read: drain,
  });
}

/** A string value is a non-finite number's name: Python writes those without quotes. */
function encode(values: ReadonlyMap<string, unknown>): string {
  const pairs = [...values].map(
    ([series, value]) =>
      `${JSON.stringify(series)}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return `{${pairs.join(', ')}}`;
}
