import type { EpochValues } from './epoch-values.ts';
import { parseCsv } from './parse-csv.ts';

/** Columns that say when, not what. */
const CLOCKS = new Set(['epoch', 'step', 'time']);

/**
 * Reads a trainer's table of results:
 *
 * - Ultralytics' `results.csv`, whose epochs count from 1;
 * - YOLOv5's, whose epochs count from 0;
 * - the `metrics.csv` of Lightning's CSV logger, where one epoch has several rows with gaps, and
 *   where `step` stands in for a missing epoch.
 *
 * Rows of one epoch are merged, the later value wins.
 */
export function readResults(text: string): EpochValues[] {
  const { head, rows } = parseCsv(text);
  const key = head.includes('epoch') ? 'epoch' : 'step';
  const keyColumn = head.indexOf(key);
  if (keyColumn < 0) return [];
  const first = countsFrom(head, rows, keyColumn);
  const epochs = new Map<number, Record<string, number>>();
  for (const row of rows) {
    const epoch = Number(row[keyColumn]) - first;
    if (row[keyColumn] === '' || !Number.isSafeInteger(epoch) || epoch < 0) continue;
    const values = epochs.get(epoch) ?? {};
    epochs.set(epoch, values);
    for (const [column, name] of head.entries()) {
      const value = CLOCKS.has(name) ? null : number(row[column]);
      if (value !== null) values[name] = value;
    }
  }
  return [...epochs].map(([epoch, values]) => ({ epoch, values }));
}

/**
 * Ultralytics counts from 1 (and has a column `time` since 8.3), all others from 0. A first epoch
 * of 0 is proof against it.
 */
function countsFrom(head: readonly string[], rows: readonly string[][], column: number): 0 | 1 {
  const ultralytics = head.includes('time') || head.some((name) => /^metrics\/.*\(B\)$/.test(name));
  const smallest = rows.reduce((least, row) => Math.min(least, Number(row[column])), Infinity);
  return ultralytics && smallest >= 1 ? 1 : 0;
}

/** Python's spellings of non-finite numbers included; null for an empty cell or text. */
function number(cell: string | undefined): number | null {
  if (cell === undefined || cell === '') return null;
  if (/^nan$/i.test(cell)) return Number.NaN;
  const infinity = /^([+-]?)inf(inity)?$/i.exec(cell);
  if (infinity) return infinity[1] === '-' ? -Infinity : Infinity;
  const value = Number(cell);
  return Number.isNaN(value) ? null : value;
}
