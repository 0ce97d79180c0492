import type { Transaction } from 'kysely';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import type { LiveBus } from '../live/live-bus.ts';
import { addEpochs, type ModelFigures, mergeFigures, overwrittenFigures } from './figures.ts';
import { rebuildFigures } from './rebuild-figures.ts';

/** How long values wait, so that those of many calls are written by one commit. */
const FLUSH_MS = 500;

/** And at most, where there are so many that writing them takes long. */
const MOST_FLUSH_MS = 15_000;

/** The part of the time in which figures are written: the metrics come first. */
const SHARE = 0.1;

/** What `settings` keeps the time of the last flush under. */
const MARK = 'figures:flushed-at';

/** Attempts in one transaction: the metrics wait while it is open, and each one costs a sync. */
const AT_ONCE = 16;

/** Slack around that time: a call may have been committed long before it is noted. */
const SLACK_MS = 30_000;

/** The figures of one attempt that are not written yet. */
interface Pending extends ModelFigures {
  readonly attempt: number;
}

/**
 * Keeps `model_figures` up with the metrics, beside the ingest: a trainer never waits for it.
 * What a crash takes away is rebuilt: at the next start, or by another process that is still there.
 */
export class FigureKeeper {
  readonly #database: Database;
  readonly #unsubscribe: () => void;
  #pending = new Map<string, Pending>();
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void>;
  #stopped = false;
  #wait = FLUSH_MS;

  constructor(database: Database, live: LiveBus) {
    this.#database = database;
    this.#unsubscribe = live.subscribe((event) => {
      if (event.type !== 'metrics') return;
      const { modelId, attempt, epochs } = event;
      addEpochs(this.#pendingOf(modelId, attempt).figures, epochs);
      this.#schedule();
    });
    this.#work = this.#catchUp().catch(() => {});
    database.peers.onLost((seenAt) => this.#rebuildSince(seenAt - SLACK_MS));
  }

  /** Writes what waits, and stops. */
  async stop(): Promise<void> {
    this.#unsubscribe();
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.flush();
  }

  /** Writes what waits. A failed flush keeps it for the next one. */
  flush(): Promise<void> {
    this.#work = this.#work.then(() => this.#write());
    return this.#work;
  }

  #pendingOf(modelId: string, attempt: number): Pending {
    const key = `${modelId}/${attempt}`;
    const pending = this.#pending.get(key) ?? { modelId, attempt, figures: new Map() };
    this.#pending.set(key, pending);
    return pending;
  }

  #schedule(): void {
    if (this.#timer || this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, this.#wait);
    this.#timer.unref();
  }

  async #write(): Promise<void> {
    const batch = this.#pending;
    if (batch.size === 0) return;
    this.#pending = new Map();
    const all = [...batch.values()];
    const [began, beganAt] = [performance.now(), Date.now()];
    try {
      for (let at = 0; at < all.length; at += AT_ONCE) {
        await this.#writeSome(all.slice(at, at + AT_ONCE));
      }
      await noteFiguresWritten(this.#database, beganAt);
      const took = performance.now() - began;
      this.#wait = Math.min(Math.max(FLUSH_MS, took / SHARE), MOST_FLUSH_MS);
    } catch {
      for (const pending of all) this.#keepForLater(pending);
      this.#schedule();
    }
  }

  /** Puts figures back that could not be written; where newer ones came, only the points can tell. */
  #keepForLater({ modelId, attempt, figures }: Pending): void {
    const newer = this.#pendingOf(modelId, attempt).figures;
    for (const [name, gathered] of figures) {
      const known = newer.get(name);
      if (known) known.overwritten = true;
      else newer.set(name, gathered);
    }
  }

  async #writeSome(batch: readonly Pending[]): Promise<void> {
    const { db, locks } = this.#database;
    const ids = [...new Set(batch.map(({ modelId }) => modelId))];
    await db.transaction().execute(async (trx) => {
      await locks.models(trx, ids);
      const rows = await trx
        .selectFrom('attempts')
        .select(['model_id', 'attempt'])
        .where('model_id', 'in', ids)
        .execute();
      // An attempt that is gone was taken away by a reset, here or in another process, and its
      // metrics with it.
      const there = new Set(rows.map((row) => `${row.model_id}/${row.attempt}`));
      const kept = batch.filter(({ modelId, attempt }) => there.has(`${modelId}/${attempt}`));
      for (const models of onceEach(kept)) await keepFigures(this.#database, trx, models);
    });
  }

  /** Rebuilds the figures of the models that were heard after the last flush of an earlier run. */
  async #catchUp(): Promise<void> {
    // Where others go on writing that time means nothing; they notice a loss, though.
    if (this.#database.engine !== 'sqlite') return;
    const mark = await this.#database.db
      .selectFrom('settings')
      .select('value')
      .where('key', '=', MARK)
      .executeTakeFirst();
    await this.#rebuildSince(mark ? Number(mark.value) - SLACK_MS : 0);
  }

  async #rebuildSince(time: number): Promise<void> {
    const { db, locks } = this.#database;
    const behind = await db
      .selectFrom('models')
      .select('id')
      .where('last_heard_at', '>', time)
      .execute();
    for (const { id } of behind) {
      if (this.#stopped) return;
      await db.transaction().execute(async (trx) => {
        await locks.models(trx, [id]);
        await rebuildFigures(this.#database, trx, id);
      });
    }
  }
}

/** Notes that the figures of all that was heard before a time are written. */
export async function noteFiguresWritten({ db }: Pick<Database, 'db'>, at: number): Promise<void> {
  const value = String(at);
  await db
    .insertInto('settings')
    .values({ key: MARK, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

async function keepFigures(
  database: Database,
  trx: Transaction<Schema>,
  models: readonly ModelFigures[],
): Promise<void> {
  const overwritten = await overwrittenFigures(database, trx, models);
  await mergeFigures(database, trx, models);
  for (const [modelId, names] of overwritten) {
    if (names.size > 0) await rebuildFigures(database, trx, modelId, names);
  }
}

/** Lists that have each model once: nearly always one, since few models have two attempts at once. */
function onceEach(pending: readonly Pending[]): Pending[][] {
  const lists: Pending[][] = [];
  const seen = new Map<string, number>();
  for (const one of pending) {
    const nth = seen.get(one.modelId) ?? 0;
    seen.set(one.modelId, nth + 1);
    lists[nth] ??= [];
    lists[nth].push(one);
  }
  return lists;
}
