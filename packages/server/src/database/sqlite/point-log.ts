import { isDiskFull } from '../database-error.ts';
import type { Checkpointer } from './checkpointer.ts';
import type { WorkerReply } from './messages.ts';
import type { WorkerConnection } from './worker-connection.ts';

/** Points in the log above which each commit of metrics takes some along into the table. */
const ENOUGH = 131_072;

/** Points in the log above which they are moved by themselves as well. */
const TOO_MANY = 2 * ENOUGH;

/** How long fewer than enough wait for more, in milliseconds. */
const PATIENCE_MS = 1000;

/** So many within that time are a lot: then they wait until there are enough. */
const MANY = 16_384;

/** How long it takes until a move that failed is tried again. */
const RETRY_MS = 5000;

/** Points in one transaction: others wait while it is open, and each one costs a sync. */
const LEAST_AT_ONCE = 1000;
const MOST_AT_ONCE = 50_000;

/** Points that a commit takes along: who waits for it must not notice. */
const MOST_ALONG = 2000;

interface Waiting {
  readonly target: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** What the log needs of its driver. */
interface Lane {
  readonly writer: WorkerConnection;
  readonly checkpointer: Checkpointer;
  /** Waits until the writer is free; the returned function frees it. */
  lockWriter(): Promise<() => void>;
}

/**
 * The log of points. A commit appends the points of all its calls as one row, which writes a few
 * pages, where the table `points` would need one page for every series. Later they are moved there
 * in bulk. The log is as durable as any other table: what a crash leaves in it is moved by the next
 * start. Nobody sees the difference: a statement that names `points` first has the log moved. Only
 * another process on the same file (`trainyard check`) sees points when they have been moved.
 */
export class PointLog {
  readonly #lane: Lane;
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isMoving = false;
  /** Points that have been appended by this process. */
  #appended = 0;
  /** The newest entry that there may be. */
  #last = 0;
  /** Entries up to this one have been moved. */
  #moved = 0;
  /** Entries up to this one are to be moved now. */
  #goal = 0;
  #points = 0;

  constructor(lane: Lane) {
    this.#lane = lane;
  }

  /** Points that are stored, and not in `points` yet. */
  get points(): number {
    return this.#points;
  }

  /** Finds out what an earlier process has left. */
  async open(): Promise<void> {
    await this.#moveAtMost(0);
    if (this.#moved < this.#last) this.#schedule(PATIENCE_MS);
  }

  /** Moves what is left, and stops. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    // What cannot be moved stays where it is, safe.
    if (this.#appended > 0) await this.settle().catch(() => {});
    clearTimeout(this.#timer);
  }

  /** Notes an entry that a statement has made, committed or not. */
  noteAppended(id: number, points: number): void {
    this.#last = Math.max(this.#last, id);
    this.#points += points;
    this.#appended += points;
    if (this.#points < TOO_MANY) this.#schedule(PATIENCE_MS);
    else this.#move(this.#last).catch(() => {});
  }

  /** How many points a commit that brings so many should take along: more than come. */
  along(points: number): number {
    return this.#points < ENOUGH ? 0 : Math.min(2 * points, MOST_ALONG);
  }

  /** Notes that about so many points have been moved. */
  noteMoved({ log, wal }: WorkerReply, most: number): void {
    const { first, last } = log!;
    this.#last = Math.max(this.#last, last ?? 0);
    this.#moved = first === null ? this.#last : first - 1;
    this.#points = this.#moved < this.#last ? Math.max(this.#points - most, 1) : 0;
    if (wal) this.#lane.checkpointer.note(wal);
  }

  /** Whether a statement would miss something. */
  concerns(sql: string): boolean {
    return this.#moved < this.#last && namesPoints(sql);
  }

  /**
   * Resolves when all that has been appended before is in `points`, except where the disk is full:
   * then what is there can still be read, and deleted.
   * @throws SqliteError
   */
  async settle(): Promise<void> {
    if (this.#moved >= this.#last) return;
    await this.#move(this.#last).catch((error) => {
      if (!isDiskFull(error)) throw error;
    });
  }

  #schedule(after: number): void {
    const before = this.#appended;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // While many come, the more wait the less it costs to move them.
      if (this.#appended - before > MANY) this.#schedule(PATIENCE_MS);
      else this.#move(this.#last).catch(() => {});
    }, after).unref();
  }

  #move(target: number): Promise<void> {
    this.#goal = Math.max(this.#goal, target);
    const moved = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ target, resolve, reject });
    });
    if (!this.#isMoving) void this.#run();
    return moved;
  }

  /** Moves a part at a time up to the goal; who writes meanwhile takes turns with it. */
  async #run(): Promise<void> {
    this.#isMoving = true;
    try {
      while (this.#moved < this.#goal) {
        await this.#movePart();
        const done = this.#waiting.filter(({ target }) => target <= this.#moved);
        this.#waiting = this.#waiting.filter(({ target }) => target > this.#moved);
        for (const { resolve } of done) resolve();
      }
    } catch (error) {
      const failed = this.#waiting;
      this.#waiting = [];
      this.#goal = this.#moved;
      this.#schedule(RETRY_MS);
      for (const { reject } of failed) reject(error);
    }
    this.#isMoving = false;
  }

  async #movePart(): Promise<void> {
    const free = await this.#lane.lockWriter();
    try {
      const most = Math.min(Math.max(this.#points >> 6, LEAST_AT_ONCE), MOST_AT_ONCE);
      await this.#moveAtMost(most);
    } finally {
      free();
    }
  }

  async #moveAtMost(most: number): Promise<void> {
    // Nobody has a transaction open meanwhile: what the log holds is all that there is.
    this.noteMoved(await this.#lane.writer.ask(moveRequest(most, false)), most);
  }
}

/** Whether a statement reads or changes `points`. */
export function namesPoints(sql: string): boolean {
  return /\bpoints\b/i.test(sql);
}

/** A request to move about so many points, in a transaction of its own or in one that is open. */
export function moveRequest(most: number, within: boolean) {
  return { sql: '', parameters: [], move: { most, within } };
}
