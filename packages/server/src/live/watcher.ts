import { RESYNC } from '@trainyard/protocol';
import type { Caller } from '../accounts/caller.ts';
import type { LiveFeed, NumberedChange } from './live-feed.ts';

/**
 * After a message the next one waits this long, in milliseconds, so that a busy hub does not
 * flood; the first one after a silence is sent at once.
 */
const TOGETHER_MS = 40;

/** What a watcher's messages are written to. */
export interface Sink {
  write(text: string): boolean;
  readonly writableNeedDrain: boolean;
}

/** Whose changes a watcher hears of. */
export interface WatcherOptions {
  readonly caller: Caller;
  /** Other people's models that it looks at; its own it always hears of. */
  readonly models: ReadonlySet<string>;
  /** The last number that it saw, if it was here before. */
  readonly lastId: string | undefined;
}

/** One connection that hears of changes as server-sent events. */
export class Watcher {
  readonly #feed: LiveFeed;
  readonly #sink: Sink;
  readonly #options: WatcherOptions;
  readonly #unsubscribe: () => void;
  #waiting = new Map<string, NumberedChange>();
  #timer: NodeJS.Timeout | undefined;
  #sentAt = 0;
  #isStopped = false;

  constructor(feed: LiveFeed, sink: Sink, options: WatcherOptions) {
    this.#feed = feed;
    this.#sink = sink;
    this.#options = options;
    this.#unsubscribe = feed.subscribe({
      changed: (change) => this.#add(change),
      lost: () => this.#resync(),
    });
    sink.write(`retry: 1000\n\n`);
    const { lastId } = options;
    const missed = lastId === undefined ? [] : feed.since(lastId);
    if (missed) for (const change of missed) this.#add(change);
    else this.#resync();
    // Without a first number, a connection lost before the first change could not catch up.
    if (lastId === undefined) sink.write(`id: ${feed.lastId}\nevent: hello\ndata: {}\n\n`);
  }

  /** Keeps proxies from closing a connection on which nothing happens. */
  ping(): void {
    if (!this.#sink.writableNeedDrain) this.#sink.write(': still here\n\n');
  }

  stop(): void {
    this.#isStopped = true;
    this.#unsubscribe();
    clearTimeout(this.#timer);
  }

  #resync(): void {
    this.#sink.write(`id: ${this.#feed.lastId}\nevent: ${RESYNC}\ndata: {}\n\n`);
  }

  #add(change: NumberedChange): void {
    // The newest number must come last, so that nothing is skipped on the way back.
    this.#waiting.delete(change.key);
    this.#waiting.set(change.key, change);
    this.#schedule();
  }

  #schedule(): void {
    const wait = Math.max(0, this.#sentAt + TOGETHER_MS - Date.now());
    this.#timer ??= setTimeout(() => void this.#flush(), wait);
  }

  async #flush(): Promise<void> {
    // A reader that cannot keep up gets less, not later.
    if (this.#sink.writableNeedDrain) {
      this.#timer = setTimeout(() => void this.#flush(), TOGETHER_MS * 5);
      return;
    }
    const changes = [...this.#waiting.values()];
    this.#waiting = new Map();
    const heard = changes.map((change) => this.#mayHear(change));
    // Mostly all is known: a promise for each change and watcher costs more than the rest.
    const known = heard.some((may) => typeof may === 'object') ? await Promise.all(heard) : heard;
    if (this.#isStopped) return;
    let events = '';
    for (const [index, { event }] of changes.entries()) if (known[index]) events += event;
    if (events !== '') this.#sink.write(events);
    this.#timer = undefined;
    this.#sentAt = Date.now();
    if (this.#waiting.size > 0) this.#schedule();
  }

  #mayHear({ modelId }: NumberedChange): boolean | Promise<boolean> {
    const { caller, models } = this.#options;
    if (caller.kind !== 'account' && !models.has(modelId)) return false;
    const may = this.#feed.mayHear(caller, modelId);
    return typeof may === 'boolean' ? may : may.catch(() => false);
  }
}
