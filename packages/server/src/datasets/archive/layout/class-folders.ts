import { DatasetRefused } from '../dataset-refused.ts';
import { SPLITS } from '../dataset-task.ts';
import type { ArchiveLimits } from '../limits.ts';
import type { ProblemLog } from '../problem-log.ts';
import type { EntryTable } from '../zip/entry-table.ts';
import { isHiddenName, isImageName, topFolder } from './dataset-files.ts';
import { maskFolders } from './mark-splits.ts';
import type { SplitSources } from './split-sources.ts';

/** A classification dataset, which is told by its folders alone. */
export interface ClassFolders {
  /** The folder that holds `train`; empty for the archive's own. */
  readonly root: string;
  readonly sources: SplitSources;
  /** Class names by class number: the folders in `train`, in the order of their code points. */
  readonly names: readonly string[];
}

/** What the folder of the validation split may be called, the first that is there counts. */
const VAL_FOLDERS = ['val', 'validation', 'valid'];

/**
 * Recognises the layout of a classification dataset: `train/<class>/…` with `val/<class>/…` or
 * `test/<class>/…`, at the top or in the archive's only top folder.
 *
 * @returns undefined where there is no such `train`
 * @throws DatasetRefused `classes_missing`, `split_missing`, `names_invalid`
 */
export function findClassFolders(
  table: EntryTable,
  limits: ArchiveLimits,
): ClassFolders | undefined {
  const { folders } = table;
  const top = topFolder(table);
  const root = top === 'train' ? '' : top;
  const at = (name: string) => (root === '' ? name : `${root}/${name}`);
  const present = (...names: string[]) =>
    names
      .map(at)
      .filter((path) => folders.find(path) >= 0)
      .slice(0, 1);

  const sources = { train: present('train'), val: present(...VAL_FOLDERS), test: present('test') };
  const train = sources.train[0];
  if (train === undefined) return undefined;
  const names = folders
    .childrenOf(folders.find(train))
    .map((folder) => folders.name(folder))
    .filter((name) => !isHiddenName(name))
    // Python sorts by code point, which is the order of UTF-8.
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  // A YOLO dataset whose YAML was forgotten has these two, and they are no classes.
  if (names.includes('images') && names.includes('labels')) return undefined;
  if (sources.val.length + sources.test.length === 0) {
    throw new DatasetRefused(
      'split_missing',
      train,
      'There is neither "val" nor "test" beside it.',
    );
  }
  if (names.length === 0) throw new DatasetRefused('classes_missing', train);
  if (names.length > limits.maxClasses) {
    throw new DatasetRefused('names_invalid', train, `There are ${names.length} classes.`);
  }
  return { root, sources, names };
}

/**
 * The class of each folder's images: that of the folder directly in the split that it is, or lies
 * in. -1: none, as directly in the split; or a class that train does not have, which is a problem.
 */
export function classifyFolders(
  table: EntryTable,
  { sources, names }: Pick<ClassFolders, 'sources' | 'names'>,
  problems: ProblemLog,
): Int32Array {
  const { folders } = table;
  const numbers = new Map(names.map((name, number) => [name, number]));
  const splits = new Set(SPLITS.flatMap((split) => sources[split]));
  const classes = new Int32Array(folders.count).fill(-1);
  for (let folder = 1; folder < folders.count; folder += 1) {
    const parent = folders.parent(folder);
    if (!splits.has(folders.path(parent))) {
      classes[folder] = classes[parent] ?? -1;
      continue;
    }
    const number = numbers.get(folders.name(folder));
    if (number !== undefined) classes[folder] = number;
    else if (!isHiddenName(folders.name(folder))) {
      problems.add('class_unknown', folders.path(folder));
    }
  }
  return classes;
}

/** Says of each row in which splits it is, as an image of a known class. See `markSplits`. */
export function markClassSplits(
  table: EntryTable,
  sources: SplitSources,
  classes: Int32Array,
): Uint8Array {
  const ofFolder = maskFolders(table.folders, sources);
  const masks = new Uint8Array(table.length);
  for (let row = 0; row < table.length; row += 1) {
    const folder = table.folder(row);
    const isIn = (classes[folder] ?? -1) >= 0 && isImageName(table.baseName(row));
    if (isIn) masks[row] = ofFolder[folder] ?? 0;
  }
  return masks;
}
