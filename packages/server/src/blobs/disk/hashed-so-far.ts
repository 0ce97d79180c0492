import { HubError } from '@trainyard/protocol';
import type { FileWriter } from './file-writer.ts';
import type { FileWriters } from './file-writers.ts';

/** The hash of an upload that nobody goes on with is forgotten after so long, in milliseconds. */
const KEPT_MS = 60_000;

interface Entry {
  /** Appends under way. */
  open: number;
  /** Whether all that the file holds came through this writer, one append after the other. */
  writer: FileWriter | undefined;
  size: number;
  sealed?: Promise<string | undefined>;
  timer?: NodeJS.Timeout;
}

/** One append. */
interface Turn {
  readonly writer: FileWriter;
  /** @param size what the file has now; undefined when that is not known */
  end(size: number | undefined): void;
}

/**
 * The hashes of uploads that arrive over several requests, as far as they have come. Only in
 * memory: without one the file has to be read again.
 */
export class HashedSoFar {
  readonly #writers: FileWriters;
  readonly #entries = new Map<string, Entry>();

  constructor(writers: FileWriters) {
    this.#writers = writers;
  }

  /** Begins an append. @throws HubError state_conflict after `seal` */
  begin(id: string, start: number): Turn {
    const entry = this.#entries.get(id) ?? { open: 0, writer: undefined, size: 0 };
    if (entry.sealed) throw new HubError('state_conflict', { message: 'The upload is complete.' });
    this.#entries.set(id, entry);
    clearTimeout(entry.timer);
    const isAlone = entry.open === 0;
    const known = isAlone && entry.size === start ? entry.writer : undefined;
    if (isAlone && !known) entry.writer?.close();
    const writer = known ?? this.#writers.open();
    // Two that write at the same time may write different things: then nothing is known of either.
    entry.writer = isAlone ? writer : undefined;
    entry.open += 1;
    return { writer, end: (size) => this.#end(id, entry, writer, size) };
  }

  /**
   * The length and hash of an upload, after which nothing can be appended to it any more; undefined
   * when they are not known, or something is just being appended.
   */
  async seal(id: string): Promise<{ size: number; hash: string } | undefined> {
    const entry = this.#entries.get(id);
    if (!entry || entry.open > 0 || (!entry.writer && !entry.sealed)) return undefined;
    clearTimeout(entry.timer);
    entry.sealed ??= entry
      .writer!.hash()
      .catch(() => undefined)
      .finally(() => entry.writer?.close());
    const hash = await entry.sealed;
    return hash === undefined ? undefined : { size: entry.size, hash };
  }

  forget(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry || entry.open > 0) return;
    clearTimeout(entry.timer);
    entry.writer?.close();
    this.#entries.delete(id);
  }

  #end(id: string, entry: Entry, writer: FileWriter, size: number | undefined): void {
    entry.open -= 1;
    if (size === undefined || entry.writer !== writer) {
      writer.close();
      if (entry.writer === writer) entry.writer = undefined;
      if (entry.open === 0) this.#entries.delete(id);
      return;
    }
    entry.size = size;
    entry.timer = setTimeout(() => this.forget(id), KEPT_MS);
    entry.timer.unref();
  }
}
