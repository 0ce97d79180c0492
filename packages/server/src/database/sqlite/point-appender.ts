import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { POINT_COLUMNS } from '../point-writer.ts';

/** Adds nothing when a series is not there: what is in the log breaks no constraint. */
const APPEND = `INSERT INTO point_log (points) SELECT ? WHERE NOT EXISTS (
  SELECT 1 FROM json_each(?) AS wanted
  WHERE NOT EXISTS (SELECT 1 FROM series WHERE series.id = wanted.value))`;

/** Appends points to their log, in the writer's thread. */
export class PointAppender {
  readonly #database: DatabaseSync;
  #statement: StatementSync | undefined;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * @returns the number of the new entry
   * @throws Error with SQLite's code of a broken foreign key, when a series is not there
   */
  append(points: Float64Array): number {
    this.#statement ??= this.#database.prepare(APPEND);
    const bytes = new Uint8Array(points.buffer, points.byteOffset, points.byteLength);
    const { changes, lastInsertRowid } = this.#statement.run(
      bytes,
      JSON.stringify(seriesOf(points)),
    );
    if (changes === 0) {
      const error = new Error('FOREIGN KEY constraint failed');
      throw Object.assign(error, { code: 'ERR_SQLITE_ERROR', errcode: 787 });
    }
    return Number(lastInsertRowid);
  }
}

function seriesOf(points: Float64Array): number[] {
  const series = new Set<number>();
  for (let at = 0; at < points.length; at += POINT_COLUMNS) series.add(points[at]!);
  return [...series];
}
