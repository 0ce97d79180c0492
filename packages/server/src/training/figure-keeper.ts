import type { Transaction } from 'kysely';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import type { LiveBus } from '../live/live-bus.ts';
import { addEpochs, type Figures, mergeFigures, overwrittenFigures } from './figures.ts';
import { rebuildFigures } from './rebuild-figures.ts';

/** How long values wait, so that those of many calls are written by one commit. */
const FLUSH_MS = 500;

/** What `settings` keeps the time of the last flush under. */
const MARK = 'figures:flushed-at';

/** Slack around that time: a call may have been committed long before it is noted. */
const SLACK_MS = 30_000;

/**
 * Keeps `model_figures` up with the metrics, beside the ingest: a trainer never waits for it.
 * What a crash takes away is rebuilt at the next start.
 */
export class FigureKeeper {
  readonly #database: Database;
  readonly #unsubscribe: () => void;
  #pending = new Map<string, Figures>();
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void>;
  #stopped = false;

  constructor(database: Database, live: LiveBus) {
    this.#database = database;
    this.#unsubscribe = live.subscribe((event) => {
      // After a reset, what was noted before it is of metrics that are gone.
      if (event.type === 'state' && event.state === 'new') this.#pending.delete(event.modelId);
      if (event.type !== 'metrics') return;
      const figures = this.#pending.get(event.modelId) ?? new Map();
      this.#pending.set(event.modelId, figures);
      addEpochs(figures, event.epochs);
      this.#schedule();
    });
    this.#work = this.#catchUp().catch(() => {});
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

  #schedule(): void {
    if (this.#timer || this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, FLUSH_MS);
    this.#timer.unref();
  }

  async #write(): Promise<void> {
    const batch = this.#pending;
    if (batch.size === 0) return;
    this.#pending = new Map();
    try {
      await this.#database.db.transaction().execute(async (trx) => {
        const living = await trx
          .selectFrom('models')
          .select('id')
          .where('id', 'in', [...batch.keys()].slice(0, 10_000))
          .execute();
        for (const { id } of living) await keepFigures(trx, id, batch.get(id)!);
        const value = String(Date.now());
        await trx
          .insertInto('settings')
          .values({ key: MARK, value })
          .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
          .execute();
      });
    } catch {
      for (const [id, figures] of batch) this.#keepForLater(id, figures);
      this.#schedule();
    }
  }

  /** Puts figures back that could not be written; where newer ones came, only the points can tell. */
  #keepForLater(id: string, figures: Figures): void {
    const newer = this.#pending.get(id);
    if (!newer) {
      this.#pending.set(id, figures);
      return;
    }
    for (const [name, gathered] of figures) {
      const known = newer.get(name);
      if (known) known.overwritten = true;
      else newer.set(name, gathered);
    }
  }

  /** Rebuilds the figures of the models that were heard after the last flush of an earlier run. */
  async #catchUp(): Promise<void> {
    const { db } = this.#database;
    const mark = await db
      .selectFrom('settings')
      .select('value')
      .where('key', '=', MARK)
      .executeTakeFirst();
    const since = mark ? Number(mark.value) - SLACK_MS : 0;
    const behind = await db
      .selectFrom('models')
      .select('id')
      .where('last_heard_at', '>', since)
      .execute();
    for (const { id } of behind) {
      if (this.#stopped) return;
      await db.transaction().execute((trx) => rebuildFigures(trx, id));
    }
  }
}

async function keepFigures(
  trx: Transaction<Schema>,
  modelId: string,
  figures: Figures,
): Promise<void> {
  const overwritten = await overwrittenFigures(trx, modelId, figures);
  await mergeFigures(trx, modelId, figures);
  if (overwritten.length > 0) await rebuildFigures(trx, modelId, overwritten);
}
