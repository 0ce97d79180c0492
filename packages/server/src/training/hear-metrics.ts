import type { ModelState } from '@trainyard/protocol';
import { type RawBuilder, sql } from 'kysely';
import { jsonRows } from '../database/json-rows.ts';
import type { Database } from '../database/open-database.ts';
import { stateAfterSql } from './model-state.ts';
import { paceSql } from './pace.ts';
import type { EpochMetrics } from './parse-metrics.ts';

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

/** What is heard of one model by all the calls of a batch. */
export interface Heard {
  /** Epochs done, by what the calls say. */
  done: number;
  /** The first epoch that they bring. */
  first: number;
}

/** What a batch brings, by model. */
export function heardOf(calls: readonly MetricsCall[]): Map<string, Heard> {
  const models = new Map<string, Heard>();
  for (const { modelId, epochs } of calls) {
    const heard = models.get(modelId) ?? { done: 0, first: Number.MAX_SAFE_INTEGER };
    models.set(modelId, heard);
    for (const { epoch } of epochs) {
      heard.done = Math.max(heard.done, epoch + 1);
      heard.first = Math.min(heard.first, epoch);
    }
  }
  return models;
}

/**
 * Marks models as heard, in one statement, and returns what they now look like.
 * @param attempts by model; with it, only those models are marked whose attempt is still this one,
 *   and that have no rollups of the epochs that were heard
 */
export function hearSql(
  database: Pick<Database, 'engine'>,
  models: ReadonlyMap<string, Heard>,
  now: number,
  attempts?: ReadonlyMap<string, number>,
): RawBuilder<HeardModel> {
  const rows = Array.from(models, ([id, { done, first }]) =>
    attempts ? [id, done, first, attempts.get(id)!] : [id, done],
  );
  const asExpected = attempts
    ? sql`and models.attempt = v.attempt and models.rolled_to <= v.first`
    : sql``;
  return sql<HeardModel>`
    update models set
      state = ${stateAfterSql('heard')},
      attempt = case when models.attempt = 0 then 1 else models.attempt end,
      ${paceSql(now)},
      epochs_done = case when v.done > epochs_done then v.done else epochs_done end,
      started_at = coalesce(started_at, ${now}),
      last_heard_at = ${now}, last_heard = 'metrics', disconnected_at = null
    from (select v.value ->> 0 as id, cast(v.value ->> 1 as bigint) as done,
        cast(v.value ->> 2 as bigint) as first, cast(v.value ->> 3 as bigint) as attempt
      from ${jsonRows(database, rows)}) as v
    where models.id = v.id ${asExpected}
    returning models.id as id, models.attempt as attempt, state, epochs_done, rolled_to`;
}
