import type { Database } from '../../database/open-database.ts';
import type { LiveBus } from '../../live/live-bus.ts';
import type { MetricsIngest } from '../ingest-metrics.ts';
import type { ObservationIngest } from '../ingest-observations.ts';
import type { DirectUploads } from './direct-uploads.ts';

/** What the rules for a run's events work with. */
export interface RunContext {
  readonly database: Database;
  readonly live: LiveBus;
  readonly ingest: MetricsIngest;
  readonly observations: ObservationIngest;
  readonly directUploads: DirectUploads;
}

/** What an event brings, by its own names. */
export type EventData = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
