import { HubError } from '@trainyard/protocol';
import { sql, type Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** Most series of one attempt of a model. */
export const MAX_SERIES_PER_ATTEMPT = 20_000;

/** Names per statement: SQLite takes at most 32,766 parameters. */
const NAMES_PER_STATEMENT = 5000;

/** Cached series ids, over all models; beyond it the least recently used models are forgotten. */
const MAX_CACHED = 200_000;

/** One attempt of a model. */
interface AttemptKey {
  readonly id: string;
  readonly attempt: number;
}

/**
 * The numbers of series. They never change while their attempt lives, which is what makes the
 * cache safe in several processes; a reset in another one is found out by the database.
 */
export class SeriesIds {
  readonly #known = new Map<string, Map<string, number>>();
  #size = 0;

  /**
   * The numbers of the named series of a model's attempt; missing ones are made.
   * `added` says that some are new to the cache: call {@link remember} after the commit.
   * @throws HubError too_many_series
   */
  async resolve(
    trx: Transaction<Schema>,
    { id, attempt }: AttemptKey,
    names: ReadonlySet<string>,
  ): Promise<{ ids: ReadonlyMap<string, number>; added: boolean }> {
    const known = this.#known.get(`${id}/${attempt}`) ?? new Map<string, number>();
    const missing = [...names].filter((name) => !known.has(name));
    if (missing.length === 0) return { ids: known, added: false };
    // A copy: should the transaction fail, nothing of it is remembered.
    const ids = new Map(known);
    await this.#make(trx, id, attempt, missing);
    for (let at = 0; at < missing.length; at += NAMES_PER_STATEMENT) {
      const rows = await trx
        .selectFrom('series')
        .select(['id', 'name'])
        .where('model_id', '=', id)
        .where('attempt', '=', attempt)
        .where('name', 'in', missing.slice(at, at + NAMES_PER_STATEMENT))
        .execute();
      for (const row of rows) ids.set(row.name, row.id);
    }
    return { ids, added: true };
  }

  /** Remembers numbers, once their transaction has been committed. */
  remember({ id, attempt }: AttemptKey, ids: ReadonlyMap<string, number>): void {
    const key = `${id}/${attempt}`;
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

  /** Forgets what is known of a model. */
  forget(id: string): void {
    for (const [key, series] of this.#known) {
      if (!key.startsWith(`${id}/`)) continue;
      this.#known.delete(key);
      this.#size -= series.size;
    }
  }

  async #make(
    trx: Transaction<Schema>,
    modelId: string,
    attempt: number,
    names: readonly string[],
  ): Promise<void> {
    const { count } = await trx
      .selectFrom('series')
      .select(sql<number>`cast(count(*) as integer)`.as('count'))
      .where('model_id', '=', modelId)
      .where('attempt', '=', attempt)
      .executeTakeFirstOrThrow();
    if (count + names.length > MAX_SERIES_PER_ATTEMPT) throw new HubError('too_many_series');
    for (let at = 0; at < names.length; at += NAMES_PER_STATEMENT) {
      await trx
        .insertInto('series')
        .values(
          names
            .slice(at, at + NAMES_PER_STATEMENT)
            .map((name) => ({ model_id: modelId, attempt, name })),
        )
        .onConflict((conflict) => conflict.columns(['model_id', 'name', 'attempt']).doNothing())
        .execute();
    }
  }
}
