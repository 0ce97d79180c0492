import { HubError, type ModelState } from '@trainyard/protocol';
import { sql, type Transaction } from 'kysely';
import { isForeignKeyViolation } from '../database/database-error.ts';
import { type BatchOutcome, GroupCommit } from '../database/group-commit.ts';
import { jsonRows } from '../database/json-rows.ts';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import type { LiveBus } from '../live/live-bus.ts';
import type { Monitor } from '../monitoring/monitor.ts';
import { noteFirstEpoch } from './attempts.ts';
import { stateAfterSql } from './model-state.ts';
import { paceSql } from './pace.ts';
import type { EpochMetrics } from './parse-metrics.ts';
import { PointList } from './point-list.ts';
import { refreshRollups } from './rollups/refresh-rollups.ts';
import { SeriesIds } from './series-ids.ts';

/** Bound of the memory that spares a statement per call; cleared when it is reached. */
const MAX_ATTEMPTS_SEEN = 100_000;

/** One call: the metrics of some epochs of one model. */
export interface MetricsCall {
  readonly modelId: string;
  readonly epochs: readonly EpochMetrics[];
  /** Where they belong. Default: the attempt under way. */
  readonly attempt?: number | undefined;
}

/** What a model looks like once its metrics are in. */
export interface HeardModel {
  readonly id: string;
  readonly attempt: number;
  readonly state: ModelState;
  readonly epochs_done: number;
  /** Only steps below this one may have rollups. */
  readonly rolled_to: number;
}

/**
 * Takes metrics in. Calls that wait at the same moment share one transaction; each is answered
 * after the commit. Points are upserted by (model, attempt, series, epoch), so a resend is
 * harmless, and a second call for an epoch merges with the first.
 */
export class MetricsIngest {
  readonly #commit: GroupCommit<MetricsCall, HeardModel>;
  readonly #database: Database;
  readonly #live: LiveBus;
  readonly #monitor: Monitor | undefined;
  readonly #series = new SeriesIds();
  readonly #attemptsSeen = new Set<string>();

  constructor(database: Database, live: LiveBus, monitor?: Monitor) {
    this.#database = database;
    this.#live = live;
    this.#monitor = monitor;
    this.#commit = new GroupCommit(database, (trx, calls) => this.#write(trx, calls));
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
      this.#series.forget(call.modelId);
      return this.#commit.add(call);
    });
    const points = call.epochs.reduce((sum, { values }) => sum + values.length, 0);
    this.#monitor?.ingested(points, performance.now() - began);
    const { id: modelId, epochs_done: epochsDone } = model;
    const { epochs, attempt = model.attempt } = call;
    this.#live.publish({ type: 'metrics', modelId, attempt, epochsDone, epochs });
    return model;
  }

  async #write(
    trx: Transaction<Schema>,
    calls: readonly MetricsCall[],
  ): Promise<BatchOutcome<HeardModel>> {
    const now = Date.now();
    const staging: Staging = {
      trx,
      points: new PointList(now),
      rolled: new PointList(now),
      committed: [],
    };
    // In one order, since another process may have a batch of the same models.
    await this.#database.locks.models(trx, new Set(calls.map(({ modelId }) => modelId)));
    const models = await hearMetrics(this.#database, trx, calls, now);
    const results: (HeardModel | Error)[] = [];
    for (const call of calls) {
      const model = models.get(call.modelId);
      const attempt = call.attempt ?? model?.attempt ?? 1;
      results.push(
        model ? await this.#stage(staging, call, { ...model, attempt }) : new HubError('not_found'),
      );
    }
    await this.#store(staging);
    return {
      results,
      committed: () => {
        for (const remember of staging.committed) remember();
      },
    };
  }

  async #store({ trx, points, rolled }: Staging): Promise<void> {
    if (points.length > 0) await this.#database.writePoints(trx, points.batch(), false);
    if (rolled.length === 0) return;
    await refreshRollups(trx, await this.#database.writePoints(trx, rolled.batch(), true));
  }

  /** Gathers one call's points; an error that is the call's own leaves the others alone. */
  async #stage(
    staging: Staging,
    call: MetricsCall,
    model: HeardModel,
  ): Promise<HeardModel | Error> {
    const names = new Set(call.epochs.flatMap((epoch) => epoch.values.map(([name]) => name)));
    try {
      const { ids, added } = await this.#series.resolve(staging.trx, model, names);
      if (added) staging.committed.push(() => this.#series.remember(model, ids));
      await this.#noteAttempt(staging, model, call);
      for (const { epoch, values } of call.epochs) {
        const points = epoch < model.rolled_to ? staging.rolled : staging.points;
        for (const [name, value] of values) points.add(ids.get(name)!, epoch, value);
      }
      return model;
    } catch (error) {
      if (error instanceof HubError) return error;
      throw error;
    }
  }

  async #noteAttempt(staging: Staging, model: HeardModel, call: MetricsCall): Promise<void> {
    const firstEpoch = call.epochs[0]?.epoch;
    const key = `${model.id}/${model.attempt}`;
    if (firstEpoch === undefined || this.#attemptsSeen.has(key)) return;
    await noteFirstEpoch(staging.trx, model, firstEpoch);
    staging.committed.push(() => {
      if (this.#attemptsSeen.size >= MAX_ATTEMPTS_SEEN) this.#attemptsSeen.clear();
      this.#attemptsSeen.add(key);
    });
  }
}

/** What one transaction gathers from all its calls. */
interface Staging {
  readonly trx: Transaction<Schema>;
  readonly points: PointList;
  /** Those that may lie under rollups, which then have to follow. */
  readonly rolled: PointList;
  /** What to remember once the transaction has been committed. */
  readonly committed: (() => void)[];
}

/** Marks the batch's models as heard, in one statement, and returns what they now look like. */
async function hearMetrics(
  database: Database,
  trx: Transaction<Schema>,
  calls: readonly MetricsCall[],
  now: number,
): Promise<Map<string, HeardModel>> {
  const epochsDone = new Map<string, number>();
  for (const { modelId, epochs } of calls) {
    const done = epochs.reduce((most, { epoch }) => Math.max(most, epoch + 1), 0);
    epochsDone.set(modelId, Math.max(done, epochsDone.get(modelId) ?? 0));
  }
  const { rows: models } = await sql<HeardModel>`
    update models set
      state = ${stateAfterSql('heard')},
      attempt = case when attempt = 0 then 1 else attempt end,
      ${paceSql(now)},
      epochs_done = case when v.done > epochs_done then v.done else epochs_done end,
      started_at = coalesce(started_at, ${now}),
      last_heard_at = ${now}, last_heard = 'metrics', disconnected_at = null
    from (select v.value ->> 0 as id, cast(v.value ->> 1 as bigint) as done
      from ${jsonRows(database, [...epochsDone])}) as v
    where models.id = v.id
    returning models.id as id, attempt, state, epochs_done, rolled_to`.execute(trx);
  return new Map(models.map((model) => [model.id, model]));
}
