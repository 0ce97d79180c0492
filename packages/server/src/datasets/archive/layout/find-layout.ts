import type { ArchiveSource } from '../archive-source.ts';
import { DatasetRefused } from '../dataset-refused.ts';
import type { DatasetTask } from '../dataset-task.ts';
import type { ArchiveLimits } from '../limits.ts';
import type { ProblemLog } from '../problem-log.ts';
import type { EntryTable } from '../zip/entry-table.ts';
import { readSmallEntries } from '../zip/read-small-entries.ts';
import { findClassFolders } from './class-folders.ts';
import type { DatasetYaml } from './dataset-yaml.ts';
import { findDatasetYaml, findYml } from './find-dataset-yaml.ts';
import type { DatasetLayout } from './mark-dataset.ts';
import { findSplitSources, folderOf } from './split-sources.ts';

/** A layout with the YAML that told it, if one did. */
export interface FoundLayout extends DatasetLayout {
  readonly yaml: DatasetYaml | null;
  readonly yamlFile: string | null;
}

/** What helps to find the layout. */
export interface FindLayoutOptions {
  readonly task: DatasetTask | undefined;
  readonly archiveName: string | null;
  readonly limits: ArchiveLimits;
  readonly problems: ProblemLog;
}

/**
 * Tells where the dataset's parts are: by its YAML, or, for `classify`, by its folders.
 *
 * @throws DatasetRefused `yaml_missing`, `yaml_too_large`, and what `findDatasetYaml`,
 *   `parseDatasetYaml`, `findSplitSources` and `findClassFolders` throw
 */
export async function findLayout(
  source: ArchiveSource,
  table: EntryTable,
  { task, archiveName, limits, problems }: FindLayoutOptions,
): Promise<FoundLayout> {
  const row = task === 'classify' ? null : findDatasetYaml(table, archiveName);
  if (row !== null) {
    const yamlFile = table.path(row);
    // Loaded with the first dataset: its parser is large.
    const { parseDatasetYaml } = await import('./dataset-yaml.ts');
    const yaml = parseDatasetYaml(await readText(source, table, row, limits), yamlFile, limits);
    if (task !== undefined || yaml.task !== 'classify') {
      reportYaml(yaml, yamlFile, problems);
      const sources = findSplitSources(table, yaml, yamlFile, problems);
      const { names } = yaml;
      return { isClassify: false, root: folderOf(yamlFile), names, sources, yaml, yamlFile };
    }
  }
  const found =
    task === undefined || task === 'classify' ? findClassFolders(table, limits) : undefined;
  if (found !== undefined) return { isClassify: true, ...found, yaml: null, yamlFile: null };
  const yml = findYml(table);
  throw task === 'classify'
    ? new DatasetRefused('classes_missing', null, 'There is no folder "train".')
    : new DatasetRefused(
        'yaml_missing',
        yml,
        yml === null ? undefined : 'The ending must be .yaml for the Python client to find it.',
      );
}

async function readText(
  source: ArchiveSource,
  table: EntryTable,
  row: number,
  limits: ArchiveLimits,
): Promise<string> {
  const options = { maxBytes: limits.maxYamlBytes, tooLarge: 'yaml_too_large' } as const;
  const [entry] = await Array.fromAsync(readSmallEntries(source, table, [row], options));
  return new TextDecoder().decode(entry?.bytes);
}

function reportYaml(yaml: DatasetYaml, file: string, problems: ProblemLog): void {
  if (yaml.hasDownload) problems.add('download_key', file);
  if (yaml.namesGenerated) problems.add('names_generated', file);
  const seen = new Set<string>();
  for (const name of yaml.names) {
    if (seen.has(name)) problems.add('names_repeated', file, null, `"${name}".`);
    seen.add(name);
  }
}
