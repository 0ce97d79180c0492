import { randomBytes } from 'node:crypto';
import { CompiledQuery, type Kysely } from 'kysely';
import type { PeerListener, Peers, PeerTopic } from '../peers.ts';
import type { Schema } from '../schema.ts';
import { NOTIFY, SignalConnection, type SignalQuery } from './signal-connection.ts';

/** A process that has not been there for so long is lost, in milliseconds. */
const LOST_MS = 15_000;

/** What is told is an id or a number. */
const MAX_TEXT = 200;

/** The server's clock in milliseconds, since those of the processes differ. */
const NOW = `(extract(epoch from clock_timestamp()) * 1000)::bigint`;

const HERE = `insert into hub_processes (id, seen_at) values ($1, ${NOW})
  on conflict (id) do update set seen_at = excluded.seen_at`;
const LOST = `delete from hub_processes where seen_at < ${NOW} - ${LOST_MS} returning seen_at`;
const GONE = `delete from hub_processes where id = $1`;

/** Whoever holds it does the scheduled work; it is free again when its connection ends. */
const KEEP_HOUSE = `select pg_try_advisory_lock(hashtextextended('trainyard housekeeping', 0)) as mine`;

/** The processes on one PostgreSQL database. */
export class PostgresPeers implements Peers {
  readonly #db: Kysely<Schema>;
  readonly #id = randomBytes(8).toString('hex');
  readonly #signals: SignalConnection;
  readonly #listeners = new Map<PeerTopic, Set<PeerListener>>();
  readonly #onLost: ((seenAt: number) => Promise<void>)[] = [];
  #keepsHouse = false;

  private constructor(db: Kysely<Schema>, url: string) {
    this.#db = db;
    this.#signals = new SignalConnection({
      url,
      onText: (text) => this.#heard(text),
      onConnected: () => this.#connected(),
      // The lock went with the connection.
      onLost: () => {
        this.#keepsHouse = false;
      },
      beat: (query) => this.#beat(query),
    });
  }

  static async open(db: Kysely<Schema>, url: string): Promise<PostgresPeers> {
    const peers = new PostgresPeers(db, url);
    await peers.#signals.start();
    return peers;
  }

  async tell(topic: PeerTopic, text: string): Promise<void> {
    if (text.length > MAX_TEXT) throw new RangeError(`expected at most ${MAX_TEXT} characters`);
    await this.#db.executeQuery(CompiledQuery.raw(NOTIFY, [`${topic} ${text}`]));
  }

  hear(topic: PeerTopic, listener: PeerListener): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  onLost(listener: (seenAt: number) => Promise<void>): void {
    this.#onLost.push(listener);
  }

  async keepsHouse(): Promise<boolean> {
    if (!this.#signals.isConnected) return false;
    if (!this.#keepsHouse) {
      const { rows } = await this.#signals.query(KEEP_HOUSE);
      this.#keepsHouse = rows[0].mine;
    }
    return this.#keepsHouse;
  }

  exclusively<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    return this.#db.connection().execute(async (db) => {
      const key = `hashtextextended($1, 0)`;
      const names = [`trainyard ${name}`];
      await db.executeQuery(CompiledQuery.raw(`select pg_advisory_lock(${key})`, names));
      try {
        return await work();
      } finally {
        // A lost connection has lost the lock as well.
        const unlock = CompiledQuery.raw(`select pg_advisory_unlock(${key})`, names);
        await db.executeQuery(unlock).catch(() => {});
      }
    });
  }

  /** Says that this process ends in good order. */
  async close(): Promise<void> {
    await this.#signals.query(GONE, [this.#id]).catch(() => {});
    await this.#signals.stop();
  }

  #heard(text: string): void {
    const at = text.indexOf(' ');
    const listeners = this.#listeners.get(text.slice(0, at) as PeerTopic) ?? [];
    for (const { heard } of listeners) heard(text.slice(at + 1));
  }

  #connected(): void {
    for (const listeners of this.#listeners.values()) {
      for (const { missed } of listeners) missed();
    }
  }

  async #beat(query: SignalQuery): Promise<void> {
    await query(HERE, [this.#id]);
    if (this.#onLost.length === 0) return;
    if (!(await this.keepsHouse())) return;
    const { rows } = await query(LOST);
    if (rows.length === 0) return;
    const seenAt = Math.min(...rows.map((row) => row.seen_at));
    for (const listener of this.#onLost) await listener(seenAt).catch(() => {});
  }
}
