import { parse } from 'node:path';
import { DatasetRefused } from '../dataset-refused.ts';
import type { EntryTable } from '../zip/entry-table.ts';
import { isJunk, topFolder } from './dataset-files.ts';

/**
 * Finds the YAML that describes a dataset, as the Python client does once it has unpacked the
 * archive: those directly in the dataset's folder go first, otherwise those anywhere below it; of
 * several, the one named like the folder. The folder is the archive's only top folder, or else one
 * that is made for it and named like the archive.
 *
 * @param archiveName the archive's file name; null where it is not known
 * @returns the row of the YAML; null where there is none at all
 * @throws DatasetRefused `yaml_ambiguous`
 */
export function findDatasetYaml(table: EntryTable, archiveName: string | null): number | null {
  const top = topFolder(table);
  const all = rowsEndingIn(table, '.yaml');
  const topNumber = table.folders.find(top);
  const direct = all.filter((row) => table.folder(row) === topNumber);
  const candidates = direct.length > 0 ? direct : all;
  if (candidates.length <= 1) return candidates[0] ?? null;

  const folderName = top === '' ? stem(archiveName ?? '') : top;
  const named = candidates.filter((row) => stem(table.baseName(row)) === stem(folderName));
  if (named.length === 1 && named[0] !== undefined) return named[0];
  throw new DatasetRefused(
    'yaml_ambiguous',
    table.path(candidates[0] ?? 0),
    `There are ${candidates.length} .yaml files, and not one of them is named like its folder.`,
  );
}

/** A YAML of the ending that the Python client does not look for, to be named in a refusal. */
export function findYml(table: EntryTable): string | null {
  const row = rowsEndingIn(table, '.yml')[0];
  return row === undefined ? null : table.path(row);
}

function rowsEndingIn(table: EntryTable, ending: string): number[] {
  const rows: number[] = [];
  for (let row = 0; row < table.length; row += 1) {
    if (table.baseName(row).endsWith(ending) && !isJunk(table.path(row))) rows.push(row);
  }
  return rows;
}

/** A name without its last ending. */
function stem(name: string): string {
  return parse(name).name;
}
