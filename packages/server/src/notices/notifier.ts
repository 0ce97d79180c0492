import type { LiveBus } from '../live/live-bus.ts';
import type { Origin } from '../origin.ts';
import { type Sender, sendDue } from './send-due.ts';
import { tellChanges } from './tell-changes.ts';

/**
 * How often is looked for changes that nobody announced, and for what another process has left, in
 * milliseconds. Where there is nothing, that is a look into an empty index.
 */
const LOOK_EVERY_MS = 5000;
/** Deliveries that are over are kept this long, in milliseconds. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const CLEAN_EVERY_MS = 60 * 60 * 1000;

export interface NotifierParts extends Sender {
  readonly live: LiveBus;
  readonly origin: Origin;
}

/** Tells people of changed states: at once where this process made the change, else soon. */
export class Notifier {
  readonly #parts: NotifierParts;
  #unsubscribe: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #again = false;
  #busy = false;
  #stopped = false;
  #cleanedAt = 0;

  constructor(parts: NotifierParts) {
    this.#parts = parts;
  }

  /** Begins with what is left from before. */
  start(): void {
    this.#unsubscribe = this.#parts.live.subscribe(({ type }) => {
      if (type === 'state' || type === 'checkpoint' || type === 'model') this.look();
    });
    this.look();
  }

  /** Looks now whether there is something to tell or to send. */
  look(): void {
    if (this.#stopped) return;
    this.#again = true;
    if (this.#busy) return;
    this.#busy = true;
    clearTimeout(this.#timer);
    this.#running = this.#work();
  }

  /** Sends nothing more, and waits for what is being sent. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unsubscribe?.();
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #work(): Promise<void> {
    let wait = LOOK_EVERY_MS;
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        const told = await tellChanges(this.#parts, { mail: this.#parts.mailer !== undefined });
        const sent = await sendDue(this.#parts);
        if (told + sent > 0) this.#again = true;
        else wait = await this.#untilDue();
      } catch {
        // A database that does not answer is asked again; what is to be told is kept there.
        wait = LOOK_EVERY_MS;
      }
    }
    this.#busy = false;
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.look(), wait);
    this.#timer.unref();
  }

  async #untilDue(): Promise<number> {
    const { db } = this.#parts.database;
    const now = Date.now();
    if (now - this.#cleanedAt > CLEAN_EVERY_MS) {
      this.#cleanedAt = now;
      await db
        .deleteFrom('deliveries')
        .where('state', '<>', 'waiting')
        .where('created_at', '<', now - KEPT_MS)
        .execute();
    }
    const row = await db
      .selectFrom('deliveries')
      .select('next_at')
      .where('state', '=', 'waiting')
      .orderBy('next_at')
      .limit(1)
      .executeTakeFirst();
    return Math.min(LOOK_EVERY_MS, Math.max(0, (row?.next_at ?? Number.POSITIVE_INFINITY) - now));
  }
}
