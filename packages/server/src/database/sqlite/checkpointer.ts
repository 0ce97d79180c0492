import { CompiledQuery } from 'kysely';
import type { WalState } from './messages.ts';
import { WorkerConnection } from './worker-connection.ts';

/** Pages of 4 KiB in the write-ahead log above which they are moved into the file. */
const ENOUGH_PAGES = 6000;

/**
 * Pages above which the write-ahead log is to begin anew, for which nobody may write: some 20 ms.
 * Until then it only grows.
 */
const LONG_PAGES = 24_000;

const CHECKPOINT = CompiledQuery.raw('PRAGMA wal_checkpoint(PASSIVE)');

/** What it needs of its driver. */
interface Lane {
  readonly file: string;
  /** Waits until the writer is free; the returned function frees it. */
  lockWriter(): Promise<() => void>;
}

/**
 * Moves SQLite's write-ahead log into the file, in a thread of its own, so that while much is
 * written no commit has to do it: that takes as long as the disk needs for tens of megabytes. The
 * thread is started when it is first needed. Should it not keep up, the writer does it as ever.
 */
export class Checkpointer {
  readonly #lane: Lane;
  #own: WorkerConnection | undefined;
  #work: Promise<void> | undefined;

  constructor(lane: Lane) {
    this.#lane = lane;
  }

  /** Begins when there is enough. */
  note({ log, checkpointed }: WalState): void {
    if (this.#work || log - checkpointed < ENOUGH_PAGES) return;
    // Nothing is lost when it fails: the writer does it then, or fails for the same reason.
    this.#work = this.#checkpoint(log >= LONG_PAGES).catch(() => {});
    void this.#work.then(() => {
      this.#work = undefined;
    });
  }

  /** Waits for what is under way, and ends the thread. */
  async close(): Promise<void> {
    await this.#work;
    await this.#own?.close();
  }

  async #checkpoint(isLong: boolean): Promise<void> {
    const { file, lockWriter } = this.#lane;
    this.#own ??= new WorkerConnection({ file, readOnly: false });
    // Each has less to do than the one before: what was written meanwhile.
    await this.#own.executeQuery(CHECKPOINT);
    await this.#own.executeQuery(CHECKPOINT);
    if (!isLong) return;
    // With all of it moved, the log begins anew.
    const free = await lockWriter();
    await this.#own.executeQuery(CHECKPOINT).finally(free);
  }
}
