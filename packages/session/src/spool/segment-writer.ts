import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { encodeRecord, type NewRecord } from './spool-record.ts';
import { syncDirectory } from './sync-directory.ts';
import { TimeSlice } from './time-slice.ts';

/**
 * A segment is closed and a new one begun past this size, in bytes. Small enough that reading one
 * and sending it never keeps the event loop for long.
 */
const SEGMENT_BYTES = 256 * 1024;

/** Most that is written and synced at once, in characters. */
const WRITE_LENGTH = 256 * 1024;

/** Most records that wait in memory while the disk refuses them. */
const MOST_PENDING = 100_000;

/** Longest wait between two tries to write, in milliseconds. */
const LONGEST_WAIT = 30_000;

export interface SegmentWriterOptions {
  readonly directory: string;
  /** Number of the first segment. */
  readonly first: number;
  /** Told of each failed write, once until one succeeds, and of records dropped from memory. */
  onProblem(message: string): void;
}

/**
 * The spool's writing end: `append` only pushes into memory; one loop takes everything that has
 * gathered, writes it in one go and syncs it once (group commit). Records of one group share one
 * promise, which is why `append` costs no more than a push.
 */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions;
  #pending: NewRecord[] = [];
  #group = Promise.withResolvers<void>();
  #running = false;
  #failing = false;
  readonly #stop = new AbortController();
  #number: number;
  #handle: FileHandle | null = null;
  #size = 0;
  #sealing: PromiseWithResolvers<void> | null = null;

  constructor(options: SegmentWriterOptions) {
    this.#options = options;
    this.#number = options.first;
  }

  /**
   * Number of the segment being written, or of the one that comes next: all below are complete.
   * To be asked before the folder is listed, since a new segment may begin at any time.
   */
  get current(): number {
    return this.#number;
  }

  /**
   * Takes a record.
   * @returns resolves when it is durable on disk; never rejects. It stays pending while the disk
   * refuses the record.
   */
  append(record: NewRecord): Promise<void> {
    if (this.#failing && this.#pending.length >= MOST_PENDING) {
      this.#options.onProblem(
        `More than ${MOST_PENDING} records wait for the disk: some are dropped.`,
      );
      return new Promise(() => undefined);
    }
    this.#pending.push(record);
    if (!this.#running) this.#start();
    return this.#group.promise;
  }

  /** Whether records wait for a disk that refuses them. */
  get failing(): boolean {
    return this.#failing;
  }

  /**
   * Writes what has gathered and closes the segment, so that everything up to here can be sent.
   * Resolves also when the disk refuses it.
   */
  seal(): Promise<void> {
    this.#sealing ??= Promise.withResolvers<void>();
    if (!this.#running) this.#start();
    return this.#sealing.promise;
  }

  /** Writes what has gathered, once; later appends are still taken but may not reach the disk. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.seal();
  }

  #start(): void {
    this.#running = true;
    // Not at once: the caller is in its training loop, and more records may follow in this turn.
    setImmediate(() => void this.#run());
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (this.#pending.length > 0 || this.#sealing !== null) {
      const sealing = this.#sealing;
      const records = this.#pending;
      const group = this.#group;
      this.#pending = [];
      this.#group = Promise.withResolvers<void>();
      try {
        await this.#writeAll(records);
        group.resolve();
        if (sealing !== null) await this.#rotate();
        failures = 0;
        this.#failing = false;
      } catch (error) {
        failures++;
        this.#putBack(records, group, error);
        await this.#rotate().catch(() => undefined);
        this.#sealed(sealing);
        if (this.#stop.signal.aborted) break;
        const delay = Math.min(LONGEST_WAIT, 500 * 2 ** failures);
        await wait(delay, undefined, { ref: false, signal: this.#stop.signal }).catch(
          () => undefined,
        );
      }
      this.#sealed(sealing);
    }
    this.#running = false;
    this.#sealed(this.#sealing);
  }

  async #writeAll(records: readonly NewRecord[]): Promise<void> {
    const slice = new TimeSlice();
    let text = '';
    for (const record of records) {
      text += encodeRecord(record);
      if (text.length >= WRITE_LENGTH) {
        await this.#write(text);
        text = '';
        slice.renew();
      } else if (slice.isOver()) await slice.next();
    }
    await this.#write(text);
  }

  async #write(text: string): Promise<void> {
    if (text === '') return;
    this.#handle ??= await this.#openSegment();
    const handle = this.#handle;
    const { bytesWritten } = await handle.write(text);
    if (bytesWritten < Buffer.byteLength(text)) throw new Error('the disk is full');
    await handle.datasync();
    this.#size += bytesWritten;
    if (this.#size >= SEGMENT_BYTES) await this.#rotate();
  }

  async #openSegment(): Promise<FileHandle> {
    const handle = await open(join(this.#options.directory, segmentName(this.#number)), 'a', 0o600);
    await syncDirectory(this.#options.directory);
    return handle;
  }

  async #rotate(): Promise<void> {
    const handle = this.#handle;
    if (handle === null) return;
    this.#handle = null;
    this.#number++;
    this.#size = 0;
    await handle.close();
  }

  #sealed(sealing: PromiseWithResolvers<void> | null): void {
    sealing?.resolve();
    if (this.#sealing === sealing) this.#sealing = null;
  }

  /**
   * Puts the records back in front. They are written again into a new segment: a failed sync says
   * nothing of what lies in the old one, and a record that is there twice does no harm.
   */
  #putBack(records: NewRecord[], group: PromiseWithResolvers<void>, error: unknown): void {
    if (!this.#failing) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.onProblem(`Cannot write to ${this.#options.directory}: ${reason}.`);
    }
    this.#failing = true;
    this.#pending = records.concat(this.#pending);
    const newer = this.#group;
    this.#group = group;
    void group.promise.then(newer.resolve);
  }
}

/** Name of a segment; names sort as their numbers do. */
export function segmentName(number: number): string {
  return `${String(number).padStart(12, '0')}.log`;
}

/** Number of a segment by its name, or null for any other file. */
export function segmentNumber(name: string): number | null {
  return /^\d{12}\.log$/.test(name) ? Number.parseInt(name, 10) : null;
}
