import { randomBytes } from 'node:crypto';
import type { LiveChange } from '@trainyard/protocol';
import type { Caller } from '../accounts/caller.ts';
import { isOwner } from '../accounts/sharing-rules.ts';
import type { Database } from '../database/open-database.ts';
import type { LiveBus } from './live-bus.ts';

/** Changes that are remembered for whoever lost the connection for a while. */
const REMEMBERED = 20_000;

/** How long it is remembered who may see a model, in milliseconds. */
const SEEN_MS = 5000;

/** A change with its number. */
export interface NumberedChange extends LiveChange {
  /** `{run}-{number}`: the run of the hub, because numbers start again with it. */
  readonly id: string;
}

interface Rights {
  readonly owner_id: string;
  readonly visibility: string;
  readonly until: number;
}

/**
 * What has changed, numbered, for those who watch. A watcher that comes back says the last number
 * that it saw and gets what it missed, as long as it is remembered.
 */
export class LiveFeed {
  readonly #database: Database;
  readonly #run = randomBytes(4).toString('hex');
  readonly #recent: NumberedChange[] = [];
  readonly #listeners = new Set<(change: NumberedChange) => void>();
  readonly #rights = new Map<string, Rights>();
  readonly #unsubscribe: () => void;
  #number = 0;

  constructor(database: Database, live: LiveBus) {
    this.#database = database;
    this.#unsubscribe = live.subscribe(({ type, modelId }) => {
      const change = { id: `${this.#run}-${++this.#number}`, type, modelId };
      this.#recent.push(change);
      if (this.#recent.length > REMEMBERED * 1.1) {
        this.#recent.splice(0, this.#recent.length - REMEMBERED);
      }
      // Somebody may just have published or hidden it.
      if (type === 'model') this.#rights.delete(modelId);
      for (const listener of this.#listeners) listener(change);
    });
  }

  /** The number of the newest change. */
  get lastId(): string {
    return `${this.#run}-${this.#number}`;
  }

  /** Changes after a number; undefined when some may have been forgotten. */
  since(id: string): readonly NumberedChange[] | undefined {
    const [run, text] = id.split('-');
    const number = Number(text);
    if (run !== this.#run || !Number.isSafeInteger(number) || number > this.#number) return;
    const missed = this.#number - number;
    if (missed > this.#recent.length) return;
    return missed === 0 ? [] : this.#recent.slice(-missed);
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: (change: NumberedChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether the caller may hear of a model. Its owner hears even that it was thrown away. */
  async mayHear(caller: Caller, modelId: string): Promise<boolean> {
    const now = Date.now();
    let rights = this.#rights.get(modelId);
    if (!rights || rights.until < now) {
      const row = await this.#database.db
        .selectFrom('models')
        .select(['owner_id', 'visibility'])
        .where('id', '=', modelId)
        .executeTakeFirst();
      // Of a model that is gone for good nobody but its deleter needs to hear, and they know.
      if (!row) return false;
      rights = { ...row, until: now + SEEN_MS };
      if (this.#rights.size > 50_000) this.#rights.clear();
      this.#rights.set(modelId, rights);
    }
    return isOwner(caller, rights) || rights.visibility !== 'private';
  }

  /** Ends it. */
  stop(): void {
    this.#unsubscribe();
    this.#listeners.clear();
  }
}
