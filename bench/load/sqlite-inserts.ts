import { DatabaseSync } from 'node:sqlite';
import { readTask } from '../suite/load-process.ts';

/** Inserts rows into a file of SQLite, and nothing else. */
export interface SqliteInserts {
  readonly file: string;
  /** Rows of a transaction. */
  readonly rows: number;
  readonly seconds: number;
  /** Most transactions. */
  readonly transactions?: number;
}

export interface SqliteInsertsResult {
  readonly rows: number;
  readonly seconds: number;
}

const { file, rows, seconds, transactions = Infinity } = await readTask<SqliteInserts>();
using database = new DatabaseSync(file);
database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;
  CREATE TABLE IF NOT EXISTS points (series_id BIGINT NOT NULL, step BIGINT NOT NULL,
    value DOUBLE PRECISION, special SMALLINT NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (series_id, step)) WITHOUT ROWID`);
const insert = database.prepare('INSERT INTO points VALUES (?, ?, ?, 0, ?)');
const last = database.prepare('SELECT max(step) AS step FROM points WHERE series_id = 0').get();

/** As many series as the calls of the other contestants bring to one transaction. */
const SERIES = 400;

let step = Number(last?.['step'] ?? -1) + 1;
let inserted = 0;
const start = performance.now();
for (let done = 0; done < transactions && performance.now() - start < seconds * 1000; done++) {
  const now = Date.now();
  database.exec('BEGIN');
  for (let epoch = 0; epoch < rows / SERIES; epoch++, step++) {
    for (let series = 0; series < SERIES; series++) insert.run(series, step, Math.random(), now);
  }
  database.exec('COMMIT');
  inserted += rows;
}
const result: SqliteInsertsResult = {
  rows: inserted,
  seconds: (performance.now() - start) / 1000,
};
process.stdout.write(JSON.stringify(result));
