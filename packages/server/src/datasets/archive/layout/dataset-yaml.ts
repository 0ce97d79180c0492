import { parseDocument } from 'yaml';
import { type DatasetRefusalCode, DatasetRefused } from '../dataset-refused.ts';
import { type DatasetTask, isDatasetTask, type KptShape, type SplitName } from '../dataset-task.ts';
import type { ArchiveLimits } from '../limits.ts';

/** What a dataset's YAML says, as far as the hub uses it. Everything else in it is ignored. */
export interface DatasetYaml {
  /** Class names by class number. */
  readonly names: readonly string[];
  /** Whether only `nc` was given and the names are made up. */
  readonly namesGenerated: boolean;
  /** Folders or .txt lists of each split as written, relative to the YAML; empty: not given. */
  readonly splits: Readonly<Record<SplitName, readonly string[]>>;
  readonly task: DatasetTask | null;
  readonly kptShape: KptShape | null;
  /** For each keypoint, the one that it becomes when the image is mirrored. */
  readonly flipIdx: readonly number[] | null;
  /** Colour channels of the images. */
  readonly channels: number | null;
  /** Whether there is a `download` key, which is never passed on. */
  readonly hasDownload: boolean;
}

type YamlMap = Readonly<Record<string, unknown>>;
type Refuse = (code: DatasetRefusalCode, detail: string) => DatasetRefused;

const MAX_ALIASES = 100;
const MAX_NAME_CHARACTERS = 1000;
const MAX_SPLIT_SOURCES = 100;
const MAX_KEYPOINTS = 1000;

/**
 * Reads a dataset's YAML. It is taken as plain text, lists and maps: no tags, no conversions, so
 * that a class called `no` or `1.0` keeps its name.
 *
 * @param file the YAML's path, for messages
 * @throws DatasetRefused `yaml_invalid`, `names_missing`, `names_invalid`, `names_count`, `kpt_shape_invalid`
 */
export function parseDatasetYaml(text: string, file: string, limits: ArchiveLimits): DatasetYaml {
  const refuse: Refuse = (code, detail) => new DatasetRefused(code, file, detail);
  const map = readMap(text, refuse);
  const { names, namesGenerated } = readNames(map, limits, refuse);
  const task = map['task'];
  return {
    names,
    namesGenerated,
    splits: {
      train: readSources(map, 'train', refuse),
      // Some exporters write it out; the Python clients take both.
      val: readSources(map, 'val' in map ? 'val' : 'validation', refuse),
      test: readSources(map, 'test', refuse),
    },
    task: isDatasetTask(task) ? task : null,
    kptShape: readKptShape(map['kpt_shape'], refuse),
    flipIdx: readIntegers(map['flip_idx']),
    channels: readInteger(map['channels']),
    hasDownload: 'download' in map,
  };
}

function readMap(text: string, refuse: Refuse): YamlMap {
  const value = readValue(text, refuse);
  if (!isMap(value)) throw refuse('yaml_invalid', 'It does not hold "key: value" lines.');
  return value;
}

function readValue(text: string, refuse: Refuse): unknown {
  let fault: Error | undefined;
  try {
    const document = parseDocument(text, { schema: 'failsafe' });
    // A tag, which is a warning, is an order to build something: Python's safe loader fails on it.
    fault = document.errors[0] ?? document.warnings[0];
    if (!fault) return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    // Too many aliases, or nesting that is deeper than the stack.
    fault = error as Error;
  }
  throw refuse('yaml_invalid', `${fault.message.split('\n')[0]}.`);
}

function readNames(map: YamlMap, limits: ArchiveLimits, refuse: Refuse) {
  const { names: given } = map;
  const nc = readInteger(map['nc']);
  if (isAbsent(given)) {
    if (nc === null || nc < 1) throw refuse('names_missing', 'There are no class names.');
    if (nc > limits.maxClasses) throw refuse('names_invalid', `There are ${nc} classes.`);
    const names = Array.from({ length: nc }, (_, index) => `class_${index}`);
    return { names, namesGenerated: true };
  }
  const names = Array.isArray(given) ? given : isMap(given) ? namesByNumber(given, refuse) : [];
  if (names.length === 0 || names.length > limits.maxClasses) {
    throw refuse('names_invalid', `"names" holds ${names.length} of at most ${limits.maxClasses}.`);
  }
  if (!names.every(isClassName)) {
    throw refuse('names_invalid', 'A class name is empty, too long or not a text.');
  }
  if (!isAbsent(map['nc']) && nc !== names.length) {
    throw refuse(
      'names_count',
      `"nc" is ${String(map['nc'])}, but there are ${names.length} names.`,
    );
  }
  return { names, namesGenerated: false };
}

function namesByNumber(map: YamlMap, refuse: Refuse): unknown[] {
  const entries = Object.entries(map);
  const names = new Array<unknown>(entries.length);
  for (const [key, name] of entries) {
    const number = readInteger(key);
    if (number === null || number < 0 || number >= entries.length || names[number] !== undefined) {
      throw refuse('names_invalid', `"${key}" is not a number from 0 to ${entries.length - 1}.`);
    }
    names[number] = name;
  }
  return names;
}

function isClassName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_NAME_CHARACTERS;
}

function readSources(map: YamlMap, key: string, refuse: Refuse): string[] {
  const value = map[key];
  if (isAbsent(value)) return [];
  const sources: unknown[] = Array.isArray(value) ? value : [value];
  if (
    !sources.every((source) => typeof source === 'string') ||
    sources.length > MAX_SPLIT_SOURCES
  ) {
    throw refuse(
      'yaml_invalid',
      `"${key}" is neither a path nor a list of at most ${MAX_SPLIT_SOURCES}.`,
    );
  }
  return sources;
}

function readKptShape(value: unknown, refuse: Refuse): KptShape | null {
  if (isAbsent(value)) return null;
  const [keypoints, dimensions, ...more] = readIntegers(value) ?? [];
  const isShape =
    keypoints !== undefined && keypoints > 0 && keypoints <= MAX_KEYPOINTS && more.length === 0;
  if (!isShape || (dimensions !== 2 && dimensions !== 3)) {
    throw refuse('kpt_shape_invalid', '"kpt_shape" is not two numbers.');
  }
  return [keypoints, dimensions];
}

function readIntegers(value: unknown): number[] | null {
  if (!Array.isArray(value)) return null;
  const numbers = value.map(readInteger);
  return numbers.every((number) => number !== null) ? numbers : null;
}

function readInteger(value: unknown): number | null {
  return typeof value === 'string' && /^[+-]?\d{1,15}$/.test(value) ? Number(value) : null;
}

/** Whether a key is missing or has no value: `test:` alone is the usual way to say "none". */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === '~' || value === 'null';
}

function isMap(value: unknown): value is YamlMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
