import { setTimeout as wait } from 'node:timers/promises';
import type { LiveChange } from '@trainyard/protocol';
import { sql } from 'kysely';
import { loadSecret } from '../accounts/load-secret.ts';
import type { Database } from '../database/open-database.ts';
import type { ChangeListener, ChangeLog } from './change-log.ts';
import type { LiveBus } from './live-bus.ts';

/**
 * What happens within this time after a write to the log waits for the next one, in milliseconds:
 * a process writes and notifies at most 20 times a second, however much happens.
 */
const TOGETHER_MS = 50;

/** A process reads the log at most every so often, in milliseconds, however many notify. */
const READ_EVERY_MS = 40;

/** Pause after a failed read or write, in milliseconds. */
const AGAIN_MS = 500;

/** Changes that a process holds back while the database does not answer; beyond, all are lost. */
const MAX_WAITING = 20_000;

/** Rows of one read. */
const PAGE = 5000;

/** How many changes are kept for those who come back, and for how long, in milliseconds. */
const KEPT = 20_000;
const KEPT_MS = 10 * 60 * 1000;

/** A process removes older ones at most every so often, in milliseconds. */
const FORGET_EVERY_MS = 30_000;

/** In the place of a change's type: something before it may be missing. */
const LOST = 'lost';

/**
 * The order of changes over all processes on a PostgreSQL: a table, numbered by the database, that
 * each process adds to and reads. A notification says only up to which number, so a lost one loses
 * nothing.
 */
export class SharedLog implements ChangeLog {
  readonly run: string;
  readonly start: number;
  readonly #database: Database;
  readonly #unsubscribe: (() => unknown)[];
  readonly #stopped = new AbortController();
  #listener: ChangeListener | undefined;
  #waiting = new Map<string, LiveChange>();
  #hasLost = false;
  #isWriting = false;
  #writing: Promise<void> = Promise.resolve();
  #forgetAt = 0;
  #last: number;
  #wanted = Number.POSITIVE_INFINITY;
  #isReading = false;

  private constructor(database: Database, live: LiveBus, run: string, start: number) {
    this.run = run;
    this.start = start;
    this.#database = database;
    this.#last = start;
    this.#unsubscribe = [
      live.subscribe(({ type, modelId }) => this.#add({ type, modelId })),
      database.peers.hear('live', {
        heard: (text) => this.#read(Number(text)),
        missed: () => this.#read(Number.POSITIVE_INFINITY),
      }),
    ];
    // What the other had not said yet, nobody will.
    database.peers.onLost(async () => this.#lose());
  }

  static async open(database: Database, live: LiveBus): Promise<SharedLog> {
    const run = (await loadSecret(database, 'live-log')).toString('hex').slice(0, 8);
    const { rows } = await sql<{
      before: number;
    }>`select coalesce(min(number) - 1, 0) as before from live_changes`.execute(database.db);
    return new SharedLog(database, live, run, rows[0]!.before);
  }

  listen(listener: ChangeListener): void {
    this.#listener = listener;
    this.#read(Number.POSITIVE_INFINITY);
  }

  async stop(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#stopped.abort();
    await this.#writing;
    await this.#append();
  }

  #add(change: LiveChange): void {
    const key = `${change.type}/${change.modelId}`;
    // The newest comes last, so that nobody who stopped reading before it takes it for told.
    this.#waiting.delete(key);
    this.#waiting.set(key, change);
    if (this.#waiting.size > MAX_WAITING) this.#lose();
    else this.#write();
  }

  #lose(): void {
    this.#waiting.clear();
    this.#hasLost = true;
    this.#write();
  }

  #write(): void {
    if (this.#isWriting || this.#stopped.signal.aborted) return;
    this.#isWriting = true;
    this.#writing = this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.size > 0 || this.#hasLost) {
      const isWritten = await this.#append();
      if (!(await this.#pause(isWritten ? TOGETHER_MS : AGAIN_MS))) break;
    }
    this.#isWriting = false;
  }

  /** Adds what waits to the log, and tells all processes. @returns whether it worked */
  async #append(): Promise<boolean> {
    const changes = this.#waiting;
    const hasLost = this.#hasLost;
    if (changes.size === 0 && !hasLost) return true;
    this.#waiting = new Map();
    this.#hasLost = false;
    const rows = [...(hasLost ? [{ type: LOST, modelId: '' }] : []), ...changes.values()];
    try {
      const last = await this.#insert(rows);
      this.#read(last);
      await this.#database.peers.tell('live', String(last));
      return true;
    } catch {
      this.#hasLost ||= hasLost;
      this.#waiting = new Map([...changes, ...this.#waiting]);
      return false;
    }
  }

  /** @returns the last number. */
  async #insert(rows: readonly { type: string; modelId: string }[]): Promise<number> {
    const types = rows.map((row) => row.type);
    const models = rows.map((row) => row.modelId);
    const now = Date.now();
    // One process at a time adds, so that numbers become visible in their order: whoever has read
    // up to one has read all before it.
    const added = await sql<{ last: number }>`
      with turn as materialized (
        select pg_advisory_xact_lock(hashtextextended('trainyard live', 0))
      ), added as (
        insert into live_changes (type, model_id, at)
        select change.type, change.model_id, ${now}::bigint
        from turn, unnest(${types}::text[], ${models}::text[]) with ordinality
          as change (type, model_id, place)
        order by change.place
        returning number
      ) select max(number) as last from added`.execute(this.#database.db);
    if (now >= this.#forgetAt) {
      this.#forgetAt = now + FORGET_EVERY_MS;
      await this.#forget(now);
    }
    return added.rows[0]!.last;
  }

  /** Removes old changes, but never the newest: it holds the count. */
  async #forget(now: number): Promise<void> {
    await sql`delete from live_changes
      where number < (select max(number) from live_changes)
      and (at < ${now - KEPT_MS} or number < (select max(number) - ${KEPT} from live_changes))`.execute(
      this.#database.db,
    );
  }

  #read(upTo: number): void {
    this.#wanted = Math.max(this.#wanted, upTo);
    if (this.#isReading || !this.#listener || this.#wanted <= this.#last) return;
    this.#isReading = true;
    void this.#readAll(this.#listener).finally(() => {
      this.#isReading = false;
    });
  }

  async #readAll(listener: ChangeListener): Promise<void> {
    do {
      const isRead = await this.#readPage(listener).catch(() => false);
      if (!(await this.#pause(isRead ? READ_EVERY_MS : AGAIN_MS))) return;
    } while (this.#wanted > this.#last);
  }

  async #readPage({ changed, lost }: ChangeListener): Promise<boolean> {
    const wanted = this.#wanted;
    const rows = await this.#database.db
      .selectFrom('live_changes')
      .select(['number', 'type', 'model_id'])
      .where('number', '>', this.#last)
      .orderBy('number')
      .limit(PAGE)
      .execute();
    for (const { number, type, model_id: modelId } of rows) {
      // A number that is missing was removed before it was read, or never used.
      if (type === LOST || number > this.#last + 1) lost(number);
      if (type !== LOST) changed({ number, type: type as LiveChange['type'], modelId });
      this.#last = number;
    }
    // That was all there is, whatever was wanted.
    if (rows.length < PAGE && this.#wanted === wanted) this.#wanted = this.#last;
    return true;
  }

  /** @returns false when the log has been stopped. */
  async #pause(ms: number): Promise<boolean> {
    const { signal } = this.#stopped;
    return wait(ms, true, { ref: false, signal }).catch(() => false);
  }
}
