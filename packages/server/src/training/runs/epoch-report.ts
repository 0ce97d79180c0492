import { metricValueFromWire } from '@trainyard/protocol';
import type { Kysely } from 'kysely';
import type { ModelsTable, Schema } from '../../database/schema.ts';
import { MAX_SERIES_PER_CALL } from '../parse-metrics.ts';
import type { EventData } from './run-context.ts';

/** One value of one series. */
type Value = readonly [series: string, value: number | null];

/** Longest name of a series, in characters. */
const MAX_SERIES_NAME = 256;

/**
 * The values of an `epoch_end`: `metrics` under their names as sent, and `fitness` and
 * `best_fitness` beside them. The event is sent once and never again, so a value that is no number
 * is left out instead of refusing all of them.
 */
export function epochValues(data: EventData): Value[] {
  const values = new Map<string, number | null>();
  const take = (name: string, raw: unknown) => {
    const value = metricValueFromWire(raw);
    if (value === undefined || name === '' || name.length > MAX_SERIES_NAME) return;
    if (values.size < MAX_SERIES_PER_CALL) values.set(name, value);
  };
  const metrics = data['metrics'];
  if (typeof metrics === 'object' && metrics !== null) {
    for (const [name, raw] of Object.entries(metrics)) take(name, raw);
  }
  for (const name of ['fitness', 'best_fitness']) {
    if (data[name] !== undefined && data[name] !== null) take(name, data[name]);
  }
  return [...values];
}

/** The epoch of an event, from 0, or undefined when it is no whole number. */
export function epochOf(data: EventData): number | undefined {
  const epoch = typeof data['epoch'] === 'string' ? Number(data['epoch']) : data['epoch'];
  return typeof epoch === 'number' && Number.isSafeInteger(epoch) && epoch >= 0 ? epoch : undefined;
}

/**
 * What an epoch does not have yet. After the last epoch, callbacks up to 8.4.50 send a second
 * event for it, with the metrics of `best.pt` and without the validation losses: it may add to the
 * epoch, but what the epoch itself measured stays. (Later ones count it as an epoch of its own.)
 */
export async function withoutKnown(
  db: Kysely<Schema>,
  model: ModelsTable,
  epoch: number,
  values: readonly Value[],
): Promise<readonly Value[]> {
  if (epoch >= model.epochs_done || values.length === 0) return values;
  const rows = await db
    .selectFrom('points')
    .innerJoin('series', 'series.id', 'points.series_id')
    .select('series.name')
    .where('series.model_id', '=', model.id)
    .where('series.attempt', '=', Math.max(model.attempt, 1))
    .where('points.step', '=', epoch)
    .execute();
  const known = new Set(rows.map((row) => row.name));
  return values.filter(([name]) => !known.has(name));
}
