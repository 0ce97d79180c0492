import type { FileHandle } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { FileWriter, WRITE_BYTES } from './file-writer.ts';
import { WriterThread } from './writer-thread.ts';

/** How many writes an upload has under way at most. */
const WRITES = 2;

/** Memory of so many uploads is kept for the next ones. */
const KEPT = 4;

/** So many threads write at most; one core is left to the thread that receives. */
const MOST_THREADS = Math.min(4, Math.max(1, availableParallelism() - 1));

/** So many files at once are synced while they are still being written: the system has few threads for it. */
const MOST_EARLY_SYNCS = 2;

/** What the writers of all files share: threads, memory, and turns at syncing. */
export class FileWriters {
  readonly #threads = new Set<WriterThread>();
  readonly #memory: SharedArrayBuffer[] = [];
  #syncing = 0;

  /** A writer for a file from its beginning. Give it up with `close`. */
  open(): FileWriter {
    return new FileWriter(this);
  }

  /** The thread with the least to do; a new one while all have something and there may be more. */
  thread(): WriterThread {
    const [least] = [...this.#threads].sort((a, b) => a.load - b.load);
    if (least && (least.load === 0 || this.#threads.size >= MOST_THREADS)) return least;
    const thread = new WriterThread(() => this.#threads.delete(thread));
    this.#threads.add(thread);
    return thread;
  }

  takeMemory(): SharedArrayBuffer {
    return this.#memory.pop() ?? new SharedArrayBuffer(WRITES * WRITE_BYTES);
  }

  giveMemory(memory: SharedArrayBuffer): void {
    if (this.#memory.length < KEPT) this.#memory.push(memory);
  }

  /** Syncs what a file has so far, unless enough others do; undefined then. */
  syncEarly(handle: FileHandle): Promise<void> | undefined {
    if (this.#syncing >= MOST_EARLY_SYNCS) return undefined;
    this.#syncing += 1;
    return handle.datasync().finally(() => {
      this.#syncing -= 1;
    });
  }

  /** Ends the threads. */
  async end(): Promise<void> {
    await Promise.all([...this.#threads].map((thread) => thread.end()));
  }
}
