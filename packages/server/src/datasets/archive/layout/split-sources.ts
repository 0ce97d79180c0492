import { DatasetRefused } from '../dataset-refused.ts';
import { SPLITS, type SplitName } from '../dataset-task.ts';
import type { ProblemLog } from '../problem-log.ts';
import type { EntryTable } from '../zip/entry-table.ts';
import { resolveInArchive } from './dataset-files.ts';
import type { DatasetYaml } from './dataset-yaml.ts';

/** For each split, the folders and .txt lists in the archive that its images come from. */
export type SplitSources = Readonly<Record<SplitName, readonly string[]>>;

/**
 * Finds in the archive what the YAML names as its splits. Its folder is the root, whatever `path`
 * it gives; `../` at the start is tried as written and then without, as the Python client does.
 *
 * @param yamlFile the YAML's path in the archive
 * @throws DatasetRefused `split_missing`
 */
export function findSplitSources(
  table: EntryTable,
  yaml: DatasetYaml,
  yamlFile: string,
  problems: ProblemLog,
): SplitSources {
  const root = folderOf(yamlFile);
  const sources: Record<SplitName, string[]> = { train: [], val: [], test: [] };
  for (const split of SPLITS) {
    const isOptional = split === 'test';
    if (yaml.splits[split].length === 0 && !isOptional) {
      throw new DatasetRefused('split_missing', yamlFile, `It has no "${split}".`);
    }
    for (const written of yaml.splits[split]) {
      const found = findSource(table, root, written);
      if (found !== undefined) sources[split].push(found);
      else if (isOptional) problems.add('test_missing', yamlFile, null, `"test" is "${written}".`);
      else {
        const below = root === '' ? 'at the top of the archive' : `in "${root}"`;
        const detail = `"${split}" is "${written}", which is not ${below}.`;
        throw new DatasetRefused('split_missing', yamlFile, detail);
      }
    }
  }
  return sources;
}

/** The folder that a file lies in; empty for the archive's own. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function findSource(table: EntryTable, root: string, written: string): string | undefined {
  const asWritten = resolveInArchive(root, written);
  if (asWritten !== undefined && exists(table, asWritten)) return asWritten;
  if (!written.startsWith('../')) return undefined;
  const inside = resolveInArchive(root, written.slice('../'.length));
  return inside !== undefined && exists(table, inside) ? inside : undefined;
}

function exists(table: EntryTable, path: string): boolean {
  return table.folders.find(path) >= 0 || (isImageList(path) && table.find(path) >= 0);
}

/** Whether a split's source is a list of images rather than a folder of them. */
export function isImageList(path: string): boolean {
  return path.endsWith('.txt');
}
