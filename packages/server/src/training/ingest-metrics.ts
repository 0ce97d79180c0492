import { isForeignKeyViolation } from '../database/database-error.ts';
import { GroupCommit } from '../database/group-commit.ts';
import type { Database } from '../database/open-database.ts';
import type { LiveBus } from '../live/live-bus.ts';
import type { Monitor } from '../monitoring/monitor.ts';
import type { HeardModel, MetricsCall } from './hear-metrics.ts';
import { MetricsWriter } from './metrics-writer.ts';

/**
 * Takes metrics in. Calls that wait at the same moment share one transaction; each is answered
 * after the commit. Points are upserted by (model, attempt, series, epoch), so a resend is
 * harmless, and a second call for an epoch merges with the first.
 */
export class MetricsIngest {
  readonly #writer: MetricsWriter;
  readonly #commit: GroupCommit<MetricsCall, HeardModel>;
  readonly #live: LiveBus;
  readonly #monitor: Monitor | undefined;

  constructor(database: Database, live: LiveBus, monitor?: Monitor) {
    this.#live = live;
    this.#monitor = monitor;
    this.#writer = new MetricsWriter(database);
    this.#commit = new GroupCommit(database, this.#writer);
  }

  /** How many calls wait for a transaction. */
  get waiting(): number {
    return this.#commit.waiting;
  }

  /** Stores a call's metrics. @throws HubError not_found, too_many_series, storage_full */
  async add(call: MetricsCall): Promise<HeardModel> {
    const began = performance.now();
    const model = await this.#commit.add(call).catch((error) => {
      // Another process has reset the model: the numbers of its series are of before.
      if (!isForeignKeyViolation(error)) throw error;
      this.#writer.forget(call.modelId);
      return this.#commit.add(call);
    });
    const points = call.epochs.reduce((sum, { values }) => sum + values.length, 0);
    this.#monitor?.ingested(points, performance.now() - began);
    const { id: modelId, attempt, epochs_done: epochsDone } = model;
    this.#live.publish({ type: 'metrics', modelId, attempt, epochsDone, epochs: call.epochs });
    return model;
  }
}
