import type { EventBatch, MetricEvent } from '@trainyard/protocol';
import type { Caller } from '../accounts/caller.ts';
import type { Database } from '../database/open-database.ts';
import type { LiveBus } from '../live/live-bus.ts';
import type { MetricsIngest } from './ingest-metrics.ts';
import { leave } from './leave.ts';
import { getModelToTrain } from './models.ts';
import { keepConsole, keepRecord, keepSystemSample } from './observations.ts';
import { parseEpochMetrics } from './parse-metrics.ts';
import { sessionAttempt } from './session-attempt.ts';

interface Parts {
  readonly database: Database;
  readonly live: LiveBus;
  readonly ingest: MetricsIngest;
}

/**
 * Takes a batch of what a session has logged. Every part of it is keyed by the session's attempt
 * and its own number or time, so that a batch sent again changes nothing.
 *
 * @returns whether Stop was pressed for the attempt that the session belongs to.
 * @throws HubError not_found, invalid_metrics, too_many_series, storage_full
 */
export async function takeEvents(
  { database, live, ingest }: Parts,
  caller: Caller,
  modelId: string,
  batch: EventBatch,
): Promise<{ cancelled: boolean }> {
  const epochs = parseEpochMetrics(byEpoch(batch.metrics ?? []));
  await getModelToTrain(database, caller, modelId);
  const attempt = await sessionAttempt(database, modelId, batch);
  if (epochs.length > 0) await ingest.add({ modelId, epochs, attempt });
  await keepObservations(database, { modelId, attempt }, batch);
  if (batch.console?.length) live.publish({ type: 'console', modelId });
  if (batch.system?.length) live.publish({ type: 'system', modelId });
  if (batch.environment) live.publish({ type: 'model', modelId });
  const model = await getModelToTrain(database, caller, modelId);
  if (batch.leaving && model.attempt === attempt) await leave({ database, live }, model);
  return { cancelled: model.cancel_requested_at !== null && model.attempt === attempt };
}

/** Values of one step that came in several pieces are merged, the later value wins. */
function byEpoch(events: readonly MetricEvent[]): Record<string, Record<string, unknown>> {
  const epochs: Record<string, Record<string, unknown>> = {};
  for (const { step, values } of events) {
    const key = String(step);
    epochs[key] = { ...epochs[key], ...values };
  }
  return epochs;
}

async function keepObservations(
  { db }: Database,
  key: { modelId: string; attempt: number },
  { console = [], system = [], environment }: EventBatch,
): Promise<void> {
  if (console.length === 0 && system.length === 0 && !environment) return;
  await db.transaction().execute(async (trx) => {
    // Sessions count from 0, the table from 1.
    for (const { n, text } of console) await keepConsole(trx, key, { chunk: n + 1, text });
    for (const { at, values } of system) await keepSystemSample(trx, key, Math.round(at), values);
    if (environment) await keepRecord(trx, key, 'environment', environment);
  });
}
