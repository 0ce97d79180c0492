import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { POINT_COLUMNS } from '../point-writer.ts';
import type { LogState } from './messages.ts';
import { PointMerge } from './point-merge.ts';
import { UPSERT, upsertOf } from './point-statements.ts';

/** Points that are merged at a time, which bounds the memory that it takes: some 50 bytes each. */
const MERGED_AT_ONCE = 100_000;

/** Points in one statement. */
const TOGETHER = 32;
const UPSERT_TOGETHER = upsertOf(TOGETHER);

/**
 * Moves points from the log into `points`, in the writer's thread. Many entries are merged, so that
 * a page of `points` is written once for all the steps that have come for its series. While some
 * are moved the next are read, a few at a time, so that nobody has to wait for many. An entry
 * stays in the log until all of it has been moved: whatever is interrupted is done again, with the
 * same result.
 */
export class PointMover {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #logIsThere = false;
  #merge = new PointMerge();
  /** Of the merge, what is not in `points` yet. */
  #left = this.#merge.inOrder();
  /** What comes after it. */
  #next = new PointMerge();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Forgets what it has read; needed after a transaction that was undone. */
  forget(): void {
    this.#next = new PointMerge();
    this.#goOn();
  }

  /**
   * Moves about so many points, as part of the transaction that is open.
   * @returns what the log holds now; nothing in a database that has none yet
   */
  move(most: number): LogState {
    if (!this.#hasLog()) return { first: null, last: null };
    let state = this.#state();
    for (let left = most; state.first !== null && left > 0; ) {
      // Nothing has been read, or another process on the same file has moved it since.
      if (this.#merge.firstId !== state.first) {
        this.forget();
        this.#read(2 * left);
        this.#goOn();
      }
      const moved = this.#moveSome(left);
      left -= moved;
      if (moved > 0) continue;
      this.#prepare('DELETE FROM point_log WHERE id <= ?').run(this.#merge.lastId);
      this.#goOn();
      state = this.#state();
    }
    // Twice as many as are moved, so that merges grow while there is more.
    this.#read(2 * most);
    return state;
  }

  /** Turns to what comes next. */
  #goOn(): void {
    this.#merge = this.#next;
    this.#left = this.#merge.inOrder();
    this.#next = new PointMerge();
  }

  /** The oldest and the newest entry. */
  #state(): LogState {
    const range = this.#prepare('SELECT min(id) AS first, max(id) AS last FROM point_log');
    return range.get() as unknown as LogState;
  }

  /** Not before the migration that makes it. */
  #hasLog(): boolean {
    const found = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'point_log'";
    this.#logIsThere ||= this.#prepare(found).get() !== undefined;
    return this.#logIsThere;
  }

  /** Reads about so many points of the entries that come next. */
  #read(most: number): void {
    const next = this.#next;
    const until = Math.min(next.points + most, MERGED_AT_ONCE);
    if (next.points >= until) return;
    const entries = this.#prepare('SELECT id, points FROM point_log WHERE id > ? ORDER BY id');
    for (const row of entries.iterate(next.lastId || this.#merge.lastId)) {
      const { id, points } = row as { id: number; points: Uint8Array };
      next.add(id, new Float64Array(points.slice().buffer));
      if (next.points >= until) break;
    }
  }

  /** @returns how many have been moved: fewer than `most` only when none is left */
  #moveSome(most: number): number {
    const { values } = this.#merge;
    const find = this.#prepare('SELECT 1 FROM series WHERE id = ?');
    const points: (number | null)[] = [];
    let [series, isThere, moved] = [0, false, 0];
    for (; moved < most; moved++) {
      const at = this.#left.next().value;
      if (at === undefined) break;
      if (values[at]! !== series) {
        series = values[at]!;
        // A reset or a deletion has taken it away since, and its points with it.
        isThere = find.get(series) !== undefined;
      }
      if (!isThere) continue;
      const value = values[at + 2]!;
      points.push(series, values[at + 1]!, Number.isNaN(value) ? null : value);
      points.push(values[at + 3]!, values[at + 4]!);
      if (points.length === TOGETHER * POINT_COLUMNS) this.#upsert(points.splice(0));
    }
    this.#upsert(points);
    return moved;
  }

  /** One statement for many points takes a third less time than as many statements. */
  #upsert(points: readonly (number | null)[]): void {
    const rows = points.length / POINT_COLUMNS;
    if (rows === TOGETHER) {
      this.#prepare(UPSERT_TOGETHER).run(...points);
      return;
    }
    const upsert = this.#prepare(UPSERT);
    for (let at = 0; at < points.length; at += POINT_COLUMNS) {
      upsert.run(...points.slice(at, at + POINT_COLUMNS));
    }
  }

  #prepare(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
