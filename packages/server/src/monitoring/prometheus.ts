import { sql } from 'kysely';
import { Counter, collectDefaultMetrics, Gauge, type Metric, Registry } from 'prom-client';
import type { HubContext } from '../hub-context.ts';
import type { Timings } from './timings.ts';

/** All metrics of a hub. Loaded when they are first asked for. */
export function prometheusRegistry(hub: HubContext): Registry {
  const registry = new Registry();
  // Memory, processor time, garbage collection, open files, lag of the event loop.
  collectDefaultMetrics({ register: registry });
  const { monitor } = hub;
  for (const timings of [
    monitor.requests,
    monitor.ingests,
    monitor.transactions,
    monitor.queries,
    monitor.blobs,
  ]) {
    registry.registerMetric(histogramOf(timings));
  }
  const registers = [registry];
  new Counter({
    name: 'trainyard_ingest_points_total',
    help: 'Points of metrics that have been committed.',
    registers,
    collect() {
      this.reset();
      this.inc(monitor.points);
    },
  });
  new Counter({
    name: 'trainyard_upload_bytes_total',
    help: 'Bytes of uploads that have arrived, those under way included.',
    registers,
    collect() {
      this.reset();
      this.inc(monitor.uploads.bytes);
    },
  });
  new Gauge({
    name: 'trainyard_uploads_under_way',
    help: 'Uploads that are being received.',
    registers,
    collect() {
      this.set(monitor.uploads.underWay);
    },
  });
  new Gauge({
    name: 'trainyard_queue_depth',
    help: 'Calls that wait for a transaction.',
    labelNames: ['queue'],
    registers,
    collect() {
      this.set({ queue: 'metrics' }, hub.ingest.waiting);
      this.set({ queue: 'observations' }, hub.observations.waiting);
    },
  });
  new Gauge({
    name: 'trainyard_waiting_points',
    help: "Metric values that are stored, and wait in SQLite's log for their table.",
    registers,
    collect() {
      this.set(hub.database.waitingPoints());
    },
  });
  new Gauge({
    name: 'trainyard_viewers',
    help: 'Browsers and programs that follow live changes at this process.',
    registers,
    collect() {
      this.set(hub.feed.listeners);
    },
  });
  new Gauge({
    name: 'trainyard_models',
    help: 'Models by state, of the whole hub; those that are training are its live sessions.',
    labelNames: ['state'],
    registers,
    async collect() {
      this.reset();
      for (const { state, count } of await countByState(hub)) this.set({ state }, Number(count));
    },
  });
  return registry;
}

function countByState({ database }: HubContext) {
  return database.db
    .selectFrom('models')
    .select(['state', sql<number>`count(*)`.as('count')])
    .where('deleted_at', 'is', null)
    .groupBy('state')
    .execute();
}

/** prom-client asks a metric for its values by `get`; ours have been counted already. */
function histogramOf(timings: Timings): Metric {
  const { name, help } = timings;
  const get = async () => ({
    name,
    help,
    type: 'histogram',
    aggregator: 'sum',
    values: timings.read().flatMap(({ labels, buckets, count, sum }) => [
      ...buckets.map(([bound, value]) => ({
        metricName: `${name}_bucket`,
        labels: { ...labels, le: String(bound) },
        value,
      })),
      { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count },
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: count },
    ]),
  });
  return { name, get } as unknown as Metric;
}
