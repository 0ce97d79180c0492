import type { LiveChange } from '@trainyard/protocol';
import type { Caller } from '../accounts/caller.ts';
import { isOwner } from '../accounts/sharing-rules.ts';
import type { Database } from '../database/open-database.ts';
import type { ChangeLog, LoggedChange } from './change-log.ts';

/** Changes that are remembered for whoever lost the connection for a while. */
const REMEMBERED = 20_000;

/** How long it is remembered who may see a model, in milliseconds. */
const SEEN_MS = 5000;

/** A change with its number. */
export interface NumberedChange extends LiveChange {
  /** `{run}-{number}`: the run of the log, because numbers may start again with another. */
  readonly id: string;
  /** The same for changes of which only the newest matters. */
  readonly key: string;
  /** It as a server-sent event: written once, for all who hear of it. */
  readonly event: string;
}

/** What a watcher hears. */
export interface FeedListener {
  changed(change: NumberedChange): void;
  /** Changes may have been missed; everything has to be looked at again. */
  lost(): void;
}

interface Rights {
  readonly owner_id: string;
  readonly visibility: string;
  readonly until: number;
}

/**
 * What has changed, numbered, for those who watch. A watcher that comes back, to this process or to
 * another, says the last number that it saw and gets what it missed, as long as it is remembered.
 */
export class LiveFeed {
  readonly #database: Database;
  readonly #log: ChangeLog;
  readonly #recent: LoggedChange[] = [];
  readonly #listeners = new Set<FeedListener>();
  readonly #rights = new Map<string, Rights>();
  /** Look-ups under way: a thousand watchers ask for the same model at the same moment. */
  readonly #lookUps = new Map<string, Promise<Rights | undefined>>();
  #number: number;
  /** Everything after this number is remembered. */
  #floor: number;

  constructor(database: Database, log: ChangeLog) {
    this.#database = database;
    this.#log = log;
    this.#number = log.start;
    this.#floor = log.start;
    log.listen({
      changed: (change) => this.#changed(change),
      lost: (number) => this.#lost(number),
    });
  }

  /** The number of the newest change. */
  get lastId(): string {
    return this.#idOf(this.#number);
  }

  /** How many watch at this process. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** Changes after a number; undefined when some may have been forgotten. */
  since(id: string): readonly NumberedChange[] | undefined {
    const [run, text] = id.split('-');
    const number = Number(text);
    if (run !== this.#log.run || !Number.isSafeInteger(number)) return;
    if (number > this.#number || number < this.#floor) return;
    const first = this.#recent.findLastIndex((change) => change.number <= number) + 1;
    return this.#recent.slice(first).map((change) => this.#numbered(change));
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: FeedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Whether the caller may hear of a model; a promise only where that is not known at once. Its
   * owner hears even that it was thrown away.
   */
  mayHear(caller: Caller, modelId: string): boolean | Promise<boolean> {
    const known = this.#rights.get(modelId);
    if (known && known.until >= Date.now()) return hears(caller, known);
    const lookUp = this.#lookUps.get(modelId) ?? this.#lookUp(modelId);
    // Of a model that is gone for good nobody but its deleter needs to hear, and they know.
    return lookUp.then((rights) => rights !== undefined && hears(caller, rights));
  }

  /** Ends it, and says to other processes what this one has not said yet. */
  async stop(): Promise<void> {
    this.#listeners.clear();
    await this.#log.stop();
  }

  #changed(change: LoggedChange): void {
    this.#number = change.number;
    this.#recent.push(change);
    if (this.#recent.length > REMEMBERED * 1.1) {
      const forgotten = this.#recent.splice(0, this.#recent.length - REMEMBERED);
      this.#floor = forgotten.at(-1)!.number;
    }
    // Somebody may just have published or hidden it.
    if (change.type === 'model') {
      this.#rights.delete(change.modelId);
      this.#lookUps.delete(change.modelId);
    }
    if (this.#listeners.size === 0) return;
    const numbered = this.#numbered(change);
    for (const { changed } of this.#listeners) changed(numbered);
  }

  #lost(number: number): void {
    this.#number = number;
    this.#floor = number;
    this.#recent.length = 0;
    this.#rights.clear();
    this.#lookUps.clear();
    for (const { lost } of this.#listeners) lost();
  }

  #lookUp(modelId: string): Promise<Rights | undefined> {
    // Where the model has changed meanwhile, this may be how it was before.
    const isCurrent = () => this.#lookUps.get(modelId) === lookUp;
    const lookUp: Promise<Rights | undefined> = this.#find(modelId)
      .then((rights) => {
        if (rights && isCurrent()) this.#remember(modelId, rights);
        return rights;
      })
      .finally(() => {
        if (isCurrent()) this.#lookUps.delete(modelId);
      });
    this.#lookUps.set(modelId, lookUp);
    return lookUp;
  }

  async #find(modelId: string): Promise<Rights | undefined> {
    const row = await this.#database.db
      .selectFrom('models')
      .select(['owner_id', 'visibility'])
      .where('id', '=', modelId)
      .executeTakeFirst();
    return row && { ...row, until: Date.now() + SEEN_MS };
  }

  #remember(modelId: string, rights: Rights): void {
    if (this.#rights.size > 50_000) this.#rights.clear();
    this.#rights.set(modelId, rights);
  }

  #numbered({ number, type, modelId }: LoggedChange): NumberedChange {
    const id = this.#idOf(number);
    const change: LiveChange = { type, modelId };
    const event = `id: ${id}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`;
    return { ...change, id, key: `${type}/${modelId}`, event };
  }

  #idOf(number: number): string {
    return `${this.#log.run}-${number}`;
  }
}

function hears(caller: Caller, rights: Rights): boolean {
  return isOwner(caller, rights) || rights.visibility !== 'private';
}
