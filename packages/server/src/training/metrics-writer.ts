import { HubError } from '@trainyard/protocol';
import type { Transaction } from 'kysely';
import type { BatchOutcome, BatchWriter } from '../database/group-commit.ts';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import { noteFirstEpochs } from './attempts.ts';
import { type HeardModel, heardOf, hearSql, type MetricsCall } from './hear-metrics.ts';
import { KnownAttempts } from './known-attempts.ts';
import { PointList } from './point-list.ts';
import { refreshRollups } from './rollups/refresh-rollups.ts';
import { SeriesIds, type WantedSeries } from './series-ids.ts';

/** Writes the calls that share a transaction. */
export class MetricsWriter implements BatchWriter<MetricsCall, HeardModel> {
  readonly #database: Database;
  readonly #series = new SeriesIds();
  readonly #attempts = new KnownAttempts();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Forgets what is known of a model that another process has changed. */
  forget(modelId: string): void {
    this.#series.forget(modelId);
    this.#attempts.forget(modelId);
  }

  /**
   * The shorter way: with all attempts and series known from earlier calls, one statement tells
   * whether that is still so.
   */
  async writeAtOnce(calls: readonly MetricsCall[]): Promise<BatchOutcome<HeardModel> | undefined> {
    const { writeAtOnce, db } = this.#database;
    if (!writeAtOnce) return undefined;
    const now = Date.now();
    const points = new PointList(now);
    const attempts = new Map<string, number>();
    for (const call of calls) {
      const current = this.#attempts.current(call.modelId);
      if (current === undefined) return undefined;
      const attempt = call.attempt ?? current;
      const ids = this.#series.known({ id: call.modelId, attempt });
      if (!ids || !this.#attempts.isUsed(call.modelId, attempt)) return undefined;
      if (!addKnown(points, call, ids)) return undefined;
      attempts.set(call.modelId, current);
    }
    if (points.length === 0) return undefined;
    const statement = hearSql(this.#database, heardOf(calls), now, attempts).compile(db);
    const models = await writeAtOnce<HeardModel>(db, {
      ...{ points: points.batch(), statement, expected: attempts.size },
    });
    return models && { results: resultsOf(calls, models) };
  }

  /** The way that asks for what it needs, and makes what is missing. */
  async write(
    trx: Transaction<Schema>,
    calls: readonly MetricsCall[],
  ): Promise<BatchOutcome<HeardModel>> {
    const now = Date.now();
    const heard = heardOf(calls);
    // In one order, since another process may have a batch of the same models.
    await this.#database.locks.models(trx, heard.keys());
    const { rows } = await hearSql(this.#database, heard, now).execute(trx);
    const models = resultsOf(calls, rows);
    const series = await this.#series.resolve(this.#database, trx, wantedSeries(calls, models));
    const results = models.map((model, at) => series.refused.get(at) ?? model);
    const used = await this.#noteAttempts(trx, calls, results);
    await this.#store(trx, now, calls, results, series.ids);
    const committed = () => {
      series.committed();
      for (const { id, attempt } of rows) this.#attempts.remember(id, attempt);
      for (const { id, attempt } of used) this.#attempts.rememberUsed(id, attempt);
    };
    return { results, committed };
  }

  async #noteAttempts(
    trx: Transaction<Schema>,
    calls: readonly MetricsCall[],
    results: readonly (HeardModel | Error)[],
  ): Promise<HeardModel[]> {
    const first = new Map<string, HeardModel & { epoch: number }>();
    for (const [at, { epochs }] of calls.entries()) {
      const model = results[at]!;
      const epoch = epochs[0]?.epoch;
      if (model instanceof Error || epoch === undefined) continue;
      const key = `${model.id}/${model.attempt}`;
      if (first.has(key) || this.#attempts.isUsed(model.id, model.attempt)) continue;
      first.set(key, { ...model, epoch });
    }
    const used = [...first.values()];
    if (used.length > 0) await noteFirstEpochs(this.#database, trx, used);
    return used;
  }

  async #store(
    trx: Transaction<Schema>,
    now: number,
    calls: readonly MetricsCall[],
    results: readonly (HeardModel | Error)[],
    seriesOf: (model: HeardModel) => ReadonlyMap<string, number>,
  ): Promise<void> {
    const points = new PointList(now);
    /** Those that may lie under rollups, which then have to follow. */
    const rolled = new PointList(now);
    for (const [at, { epochs }] of calls.entries()) {
      const model = results[at]!;
      if (model instanceof Error) continue;
      const ids = seriesOf(model);
      for (const { epoch, names, values } of epochs) {
        const list = epoch < model.rolled_to ? rolled : points;
        for (let nth = 0; nth < names.length; nth++) {
          list.add(ids.get(names[nth]!)!, epoch, values[nth]!);
        }
      }
    }
    if (points.length > 0) await this.#database.writePoints(trx, points.batch(), false);
    if (rolled.length === 0) return;
    await refreshRollups(trx, await this.#database.writePoints(trx, rolled.batch(), true));
  }
}

/** Adds a call's points, unless one of its series is not known. */
function addKnown(
  points: PointList,
  { epochs }: MetricsCall,
  ids: ReadonlyMap<string, number>,
): boolean {
  for (const { epoch, names, values } of epochs) {
    for (let at = 0; at < names.length; at++) {
      const id = ids.get(names[at]!);
      if (id === undefined) return false;
      points.add(id, epoch, values[at]!);
    }
  }
  return true;
}

/** What each call is answered, as far as its model is concerned. */
function resultsOf(
  calls: readonly MetricsCall[],
  models: readonly HeardModel[],
): (HeardModel | HubError)[] {
  const byId = new Map(models.map((model) => [model.id, model]));
  return calls.map(({ modelId, attempt }) => {
    const model = byId.get(modelId);
    if (!model) return new HubError('not_found');
    return attempt === undefined ? model : { ...model, attempt };
  });
}

function wantedSeries(
  calls: readonly MetricsCall[],
  models: readonly (HeardModel | Error)[],
): (WantedSeries | undefined)[] {
  return calls.map(({ epochs }, at) => {
    const model = models[at]!;
    if (model instanceof Error) return undefined;
    return { model, names: epochs.flatMap(({ names: some }) => some) };
  });
}
