import pg from 'pg';
import { explained } from './errors.ts';
import { connectionOptions } from './pool.ts';

/** What every process of a hub listens to; topics stand in the text. */
const CHANNEL = 'trainyard';

/** How often the connection is used for something, in milliseconds: silence alone proves nothing. */
const BEAT_MS = 5000;

/** Without an answer for so long the connection counts as lost, in milliseconds. */
const PATIENCE_MS = 5000;

/** Pause before the first try to connect again, in milliseconds, and the longest. */
const AGAIN_MS = [100, 2000] as const;

/**
 * The server looks after a silent client for 25 s, not for the two hours that are usual: what a
 * vanished machine had locked must be free again.
 */
const KEEPALIVE =
  'set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3';

export interface SignalOptions {
  readonly url: string;
  /** A notification: its text. */
  readonly onText: (text: string) => void;
  /** The connection is there, for the first time or again. */
  readonly onConnected: () => void;
  readonly onLost: () => void;
  /** Asked for now and then over the connection; a failure makes it a lost one. */
  readonly beat: (query: SignalQuery) => Promise<void>;
}

/** Runs a statement on the connection. */
export type SignalQuery = (sql: string, parameters?: readonly unknown[]) => Promise<pg.QueryResult>;

/**
 * One connection beside the pool, kept for as long as the process runs: PostgreSQL tells what was
 * notified only to those that listen, and holds some locks only for as long as a connection lives.
 */
export class SignalConnection {
  readonly #options: SignalOptions;
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #again: number = AGAIN_MS[0];
  #stopped = false;

  constructor(options: SignalOptions) {
    this.#options = options;
  }

  /** @throws when the server does not answer; later losses heal by themselves. */
  async start(): Promise<void> {
    try {
      await this.#connect();
    } catch (error) {
      await this.stop();
      throw explained(error);
    }
    this.#schedule(BEAT_MS, () => this.#beat());
  }

  /** Whether it is there. */
  get isConnected(): boolean {
    return this.#client !== undefined;
  }

  /** Runs a statement on this very connection. @throws when it is lost */
  readonly query: SignalQuery = async (sql, parameters = []) => {
    const client = this.#client;
    if (!client) throw new Error('Connection terminated: the hub listens no more');
    return client.query(sql, [...parameters]);
  };

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      ...connectionOptions(this.#options.url),
      application_name: 'trainyard signals',
      connectionTimeoutMillis: PATIENCE_MS,
      query_timeout: PATIENCE_MS,
    });
    client.on('error', () => this.#lose(client));
    client.on('end', () => this.#lose(client));
    client.on('notification', ({ payload }) => this.#options.onText(payload ?? ''));
    try {
      await client.connect();
      await client.query(`${KEEPALIVE}; listen ${CHANNEL}`);
      this.#client = client;
      await this.#options.beat(this.query);
    } catch (error) {
      this.#client = undefined;
      this.#options.onLost();
      // Not awaited: the end of a connection that hangs does not come.
      void client.end().catch(() => {});
      throw error;
    }
    this.#again = AGAIN_MS[0];
    this.#options.onConnected();
  }

  #lose(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#options.onLost();
    void client.end().catch(() => {});
    this.#schedule(this.#again, () => this.#reconnect());
  }

  async #reconnect(): Promise<void> {
    try {
      await this.#connect();
      this.#schedule(BEAT_MS, () => this.#beat());
    } catch {
      this.#again = Math.min(this.#again * 2, AGAIN_MS[1]);
      this.#schedule(this.#again, () => this.#reconnect());
    }
  }

  async #beat(): Promise<void> {
    const client = this.#client;
    if (!client) return;
    try {
      await this.#options.beat(this.query);
      this.#schedule(BEAT_MS, () => this.#beat());
    } catch {
      this.#lose(client);
    }
  }

  #schedule(afterMs: number, work: () => Promise<void>): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void work(), afterMs);
    this.#timer.unref();
  }
}

/** Says something to all processes that listen. */
export const NOTIFY = `select pg_notify('${CHANNEL}', $1)`;
