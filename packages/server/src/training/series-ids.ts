import { HubError } from '@trainyard/protocol';
import { sql, type Transaction } from 'kysely';
import { jsonRows } from '../database/json-rows.ts';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';

/** Most series of one attempt of a model. */
export const MAX_SERIES_PER_ATTEMPT = 20_000;

/**
 * Cached series ids, over all models, some 50 bytes each; beyond it the models that came first are
 * forgotten. With more that are live, each call would have to ask again.
 */
const MAX_CACHED = 500_000;

/** One attempt of a model. */
interface AttemptKey {
  readonly id: string;
  readonly attempt: number;
}

/** The series of one call. */
export interface WantedSeries {
  readonly model: AttemptKey;
  readonly names: readonly string[];
}

/** Numbers of series. */
export interface ResolvedSeries {
  /** By name, of an attempt that was asked for. */
  ids(model: AttemptKey): ReadonlyMap<string, number>;
  /** Calls that want too many, by their place. */
  readonly refused: ReadonlyMap<number, HubError>;
  /** To be called after the commit: what is new is remembered then. */
  committed(): void;
}

/** An attempt of which some series are not in the cache. */
interface Gap extends AttemptKey {
  readonly names: Set<string>;
  readonly ids: Map<string, number>;
  count: number;
}

interface SeriesRow {
  readonly id: number;
  readonly model_id: string;
  readonly attempt: number;
  readonly name: string;
}

/**
 * The numbers of series. They never change while their attempt lives, which is what makes the
 * cache safe in several processes; a reset in another one is found out by the database.
 */
export class SeriesIds {
  readonly #known = new Map<string, Map<string, number>>();
  #size = 0;

  /** What the cache knows of an attempt. */
  known(attempt: AttemptKey): ReadonlyMap<string, number> | undefined {
    return this.#known.get(keyOf(attempt));
  }

  /** The numbers of the series of some calls, in a few statements; missing ones are made. */
  async resolve(
    database: Database,
    trx: Transaction<Schema>,
    calls: readonly (WantedSeries | undefined)[],
  ): Promise<ResolvedSeries> {
    const gaps = this.#gapsOf(calls);
    const refused = new Map<number, HubError>();
    if (gaps.size > 0) {
      await countSeries(database, trx, gaps);
      for (const [at, call] of calls.entries()) {
        if (call && !this.#fill(gaps, call)) refused.set(at, new HubError('too_many_series'));
      }
      await makeSeries(database, trx, gaps);
    }
    return {
      ids: (model) => gaps.get(keyOf(model))?.ids ?? this.#known.get(keyOf(model)) ?? new Map(),
      refused,
      committed: () => {
        for (const gap of gaps.values()) this.#remember(gap, gap.ids);
      },
    };
  }

  /** Forgets what is known of a model. */
  forget(id: string): void {
    for (const [key, series] of this.#known) {
      if (!key.startsWith(`${id}/`)) continue;
      this.#known.delete(key);
      this.#size -= series.size;
    }
  }

  #gapsOf(calls: readonly (WantedSeries | undefined)[]): Map<string, Gap> {
    const gaps = new Map<string, Gap>();
    for (const call of calls) {
      if (!call) continue;
      const { id, attempt } = call.model;
      const key = keyOf(call.model);
      const known = this.#known.get(key);
      if (gaps.has(key) || call.names.every((name) => known?.has(name))) continue;
      // A copy: should the transaction fail, nothing of it is remembered.
      gaps.set(key, { id, attempt, count: 0, names: new Set(), ids: new Map(known) });
    }
    return gaps;
  }

  /** Notes what a call needs, unless that would be too many. */
  #fill(gaps: ReadonlyMap<string, Gap>, { model, names }: WantedSeries): boolean {
    const gap = gaps.get(keyOf(model));
    if (!gap) return true;
    const missing = new Set(names.filter((name) => !gap.ids.has(name) && !gap.names.has(name)));
    if (gap.count + gap.names.size + missing.size > MAX_SERIES_PER_ATTEMPT) return false;
    for (const name of missing) gap.names.add(name);
    return true;
  }

  #remember(attempt: AttemptKey, ids: ReadonlyMap<string, number>): void {
    const key = keyOf(attempt);
    const merged = new Map([...(this.#known.get(key) ?? []), ...ids]);
    this.#size += merged.size - (this.#known.get(key)?.size ?? 0);
    this.#known.delete(key);
    this.#known.set(key, merged);
    for (const [oldest, series] of this.#known) {
      if (this.#size <= MAX_CACHED) break;
      this.#known.delete(oldest);
      this.#size -= series.size;
    }
  }
}

function keyOf({ id, attempt }: AttemptKey): string {
  return `${id}/${attempt}`;
}

/** How many series each attempt has. */
async function countSeries(
  database: Database,
  trx: Transaction<Schema>,
  gaps: ReadonlyMap<string, Gap>,
): Promise<void> {
  const attempts = Array.from(gaps.values(), ({ id, attempt }) => [id, attempt]);
  const { rows } = await sql<Omit<SeriesRow, 'id' | 'name'> & { count: number }>`
    select s.model_id, s.attempt, cast(count(*) as integer) as count
    from ${jsonRows(database, attempts)} cross join series as s
    where s.model_id = v.value ->> 0 and s.attempt = cast(v.value ->> 1 as integer)
    group by s.model_id, s.attempt`.execute(trx);
  for (const { model_id: id, attempt, count } of rows) {
    gaps.get(keyOf({ id, attempt }))!.count = count;
  }
}

/** Makes the series that are not there, and learns the numbers of all that are missing. */
async function makeSeries(
  database: Database,
  trx: Transaction<Schema>,
  gaps: ReadonlyMap<string, Gap>,
): Promise<void> {
  const missing = [...gaps.values()].flatMap(({ id, attempt, names }) =>
    Array.from(names, (name) => [id, attempt, name]),
  );
  if (missing.length === 0) return;
  const wanted = sql`(select v.value ->> 0 as model_id, cast(v.value ->> 1 as integer) as attempt,
    v.value ->> 2 as name from ${jsonRows(database, missing)}) as w`;
  const learn = (rows: readonly SeriesRow[]) => {
    for (const { id, model_id, attempt, name } of rows) {
      gaps.get(keyOf({ id: model_id, attempt }))!.ids.set(name, id);
    }
    return rows.length;
  };
  const made = await sql<SeriesRow>`
    insert into series (model_id, attempt, name)
    select model_id, attempt, name from ${wanted} where true
    on conflict (model_id, name, attempt) do nothing
    returning id, model_id, attempt, name`.execute(trx);
  if (learn(made.rows) === missing.length) return;
  const found = await sql<SeriesRow>`
    select s.id, s.model_id, s.attempt, s.name from ${wanted} cross join series as s
    where s.model_id = w.model_id and s.attempt = w.attempt and s.name = w.name`.execute(trx);
  learn(found.rows);
}
