import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { POINT_COLUMNS } from '../point-writer.ts';
import { type MergedPoints, mergePoints } from './merged-points.ts';
import type { LogState } from './messages.ts';
import { UPSERT, upsertOf } from './point-statements.ts';

/** Points that are merged at a time, which bounds the memory that it takes: 40 bytes each. */
const MERGED_AT_ONCE = 100_000;

/** Points in one statement. */
const TOGETHER = 32;
const UPSERT_TOGETHER = upsertOf(TOGETHER);

/** Entries of the log that are being moved. */
interface Merge extends MergedPoints {
  readonly firstId: number;
  readonly lastId: number;
  /** How many of `order` are in `points`. */
  moved: number;
}

/**
 * Moves points from the log into `points`, in the writer's thread. Many entries are merged, so that
 * a page of `points` is written once for all the steps that have come for its series. An entry
 * stays in the log until all of it has been moved: whatever is interrupted is done again, with the
 * same result.
 */
export class PointMover {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #logIsThere = false;
  #merge: Merge | undefined;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Forgets what it has merged; needed after a transaction that was undone. */
  forget(): void {
    this.#merge = undefined;
  }

  /**
   * Moves about so many points, as part of the transaction that is open.
   * @returns what the log holds now; nothing in a database that has none yet
   */
  move(most: number): LogState {
    if (!this.#hasLog()) return { first: null, last: null };
    const range = this.#prepare('SELECT min(id) AS first, max(id) AS last FROM point_log');
    let state = range.get() as unknown as LogState;
    let left = most;
    while (state.first !== null && left > 0) {
      // Another process on the same file may have moved these since.
      if (this.#merge?.firstId !== state.first) this.#merge = this.#load();
      left -= this.#moveSome(this.#merge, left);
      if (this.#merge.moved === this.#merge.order.length) {
        this.#prepare('DELETE FROM point_log WHERE id <= ?').run(this.#merge.lastId);
        this.#merge = undefined;
        state = range.get() as unknown as LogState;
      }
    }
    return state;
  }

  /** Not before the migration that makes it. */
  #hasLog(): boolean {
    const found = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'point_log'";
    this.#logIsThere ||= this.#prepare(found).get() !== undefined;
    return this.#logIsThere;
  }

  #load(): Merge {
    const batches: Float64Array[] = [];
    const ids: number[] = [];
    let points = 0;
    for (const row of this.#prepare('SELECT id, points FROM point_log ORDER BY id').iterate()) {
      const bytes = (row as { points: Uint8Array }).points;
      ids.push((row as { id: number }).id);
      batches.push(new Float64Array(bytes.slice().buffer));
      points += batches.at(-1)!.length / POINT_COLUMNS;
      if (points >= MERGED_AT_ONCE) break;
    }
    return { ...mergePoints(batches), firstId: ids[0]!, lastId: ids.at(-1)!, moved: 0 };
  }

  #moveSome(merge: Merge, most: number): number {
    const { values, order } = merge;
    const until = Math.min(order.length, merge.moved + most);
    const moved = until - merge.moved;
    const find = this.#prepare('SELECT 1 FROM series WHERE id = ?');
    const points: (number | null)[] = [];
    let series = 0;
    let isThere = false;
    for (; merge.moved < until; merge.moved++) {
      const at = order[merge.moved]!;
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
