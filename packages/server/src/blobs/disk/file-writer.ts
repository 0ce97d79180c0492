import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { FileWriters } from './file-writers.ts';
import type { WriterThread } from './writer-thread.ts';

/** Bytes of one write. */
export const WRITE_BYTES = 512 * 1024;

/** What has been written is synced each time it is so many bytes more, so that the end is quick. */
const SYNC_BYTES = 32 * 1024 * 1024;

/**
 * Writes a stream to a file and hashes it, on a thread of its own, while more of it arrives. What
 * fits into one write is not worth a thread and is done here.
 *
 * Received chunks are copied and let go at once: held until a large write, they would outlive the
 * young generation, and the memory of many uploads would grow until the next full collection.
 */
export class FileWriter {
  readonly #writers: FileWriters;
  #thread: { readonly of: WriterThread; readonly file: number } | undefined;
  #handle!: FileHandle;
  /** Where in the file the next write goes. */
  #position = 0;
  #memory: SharedArrayBuffer | undefined;
  /** Where in the memory the write that is being filled begins, and how much of it is filled. */
  #slot = 0;
  #used = 0;
  #filling: Buffer = Buffer.alloc(0);
  /** The writes under way, by the place of their memory. */
  readonly #writing = new Map<number, Promise<unknown>>();
  #syncing: Promise<void> | undefined;
  #syncedTo = 0;
  #failure: unknown;
  /** Whether all of the file went through this writer. */
  #isWhole = true;
  /** The hash of what was written without a thread. */
  #smallHash = createHash('sha256').digest('hex');

  constructor(writers: FileWriters) {
    this.#writers = writers;
  }

  /** Goes on in a file at `position`, which is as far as it has come. Always `flush` before closing it. */
  begin(handle: FileHandle, position: number): void {
    this.#handle = handle;
    this.#isWhole &&= position === this.#position;
    this.#position = position;
    this.#syncedTo = position;
  }

  /** Resolves when there is room for more. @throws what an earlier write, or sync, threw */
  async add(chunk: Buffer): Promise<void> {
    this.#memory ??= this.#takeMemory();
    for (let at = 0; at < chunk.length; ) {
      if (this.#used === WRITE_BYTES) await this.#turn();
      const copied = chunk.copy(this.#filling, this.#used, at);
      at += copied;
      this.#used += copied;
    }
  }

  /**
   * Waits until all that was added is in the file; syncing it is the caller's. Gives the memory back.
   * @throws what a write, or sync, threw
   */
  async flush(): Promise<void> {
    try {
      if (this.#used > 0 && this.#failure === undefined) await this.#writeRest();
    } finally {
      // Also after a failure: the file must not be closed under a write that is still going on.
      await Promise.all(this.#writing.values());
      await this.#syncing;
      if (this.#memory) this.#writers.giveMemory(this.#memory);
      this.#memory = undefined;
      this.#used = 0;
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** SHA-256 of all that was written since the beginning, lower-case hex; undefined if not known. */
  async hash(): Promise<string | undefined> {
    if (!this.#isWhole) return undefined;
    if (!this.#thread) return this.#smallHash;
    const { of, file } = this.#thread;
    return (await of.ask({ file })).hash;
  }

  close(): void {
    this.#thread?.of.close(this.#thread.file);
    this.#thread = undefined;
    this.#isWhole = false;
  }

  #takeMemory(): SharedArrayBuffer {
    const memory = this.#writers.takeMemory();
    this.#slot = 0;
    this.#filling = Buffer.from(memory, 0, WRITE_BYTES);
    return memory;
  }

  async #writeRest(): Promise<void> {
    if (this.#thread || this.#position > 0) {
      this.#write();
      return;
    }
    const bytes = this.#filling.subarray(0, this.#used);
    this.#smallHash = createHash('sha256').update(bytes).digest('hex');
    for (let done = 0; done < bytes.length; ) {
      done += (await this.#handle.write(bytes, done, bytes.length - done, done)).bytesWritten;
    }
    this.#position = bytes.length;
  }

  /** Hands on what is filled and waits for the memory that comes next. */
  async #turn(): Promise<void> {
    this.#write();
    const memory = this.#memory!;
    this.#slot = (this.#slot + WRITE_BYTES) % memory.byteLength;
    await this.#writing.get(this.#slot);
    if (this.#failure !== undefined) throw this.#failure;
    this.#filling = Buffer.from(memory, this.#slot, WRITE_BYTES);
    this.#used = 0;
  }

  #write(): void {
    if (!this.#thread) {
      this.#isWhole &&= this.#position === 0;
      const of = this.#writers.thread();
      this.#thread = { of, file: of.open() };
    }
    const { of, file } = this.#thread;
    const [position, length, offset] = [this.#position, this.#used, this.#slot];
    this.#position += length;
    const write = { fd: this.#handle.fd, position, memory: this.#memory!, offset, length };
    const done = of.ask({ file, write }).then(
      () => this.#syncBehind(position),
      (error) => {
        this.#failure ??= error;
      },
    );
    this.#writing.set(offset, done);
  }

  /** A failed sync is final: the kernel may have dropped the pages. */
  #syncBehind(position: number): void {
    if (this.#syncing || position - this.#syncedTo < SYNC_BYTES) return;
    this.#syncing = this.#writers.syncEarly(this.#handle)?.then(
      () => {
        this.#syncedTo = position;
        this.#syncing = undefined;
      },
      (error) => {
        this.#failure ??= error;
      },
    );
  }
}
