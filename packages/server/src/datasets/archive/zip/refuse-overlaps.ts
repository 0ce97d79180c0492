import { DatasetRefused } from '../dataset-refused.ts';
import type { EntryTable } from './entry-table.ts';

/**
 * Refuses an archive in which two entries share bytes, as in the zip bomb that names one block of
 * data many times. Goes by the directory alone: an entry takes its header, its name and its data at
 * least, which any bomb worth the name exceeds.
 *
 * @throws DatasetRefused `entries_overlap`
 */
export function refuseOverlaps(table: EntryTable): void {
  let end = 0;
  for (const row of rowsByOffset(table)) {
    if (table.offset(row) < end) throw new DatasetRefused('entries_overlap', table.path(row));
    end = table.leastEnd(row);
  }
}

/** Rows in the order in which their data stands in the archive, which is mostly the order they have. */
function rowsByOffset(table: EntryTable): Uint32Array {
  const rows = Uint32Array.from({ length: table.length }, (_, row) => row);
  const isSorted = rows.every((row) => row === 0 || table.offset(row - 1) <= table.offset(row));
  return isSorted ? rows : rows.sort((a, b) => table.offset(a) - table.offset(b));
}
