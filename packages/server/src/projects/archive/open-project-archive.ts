import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { HubError, isId, MODEL_STATES } from '@trainyard/protocol';
import { isHash } from '../../blobs/blob-hash.ts';
import type { ArchiveSource } from '../../datasets/archive/archive-source.ts';
import { DatasetRefused } from '../../datasets/archive/dataset-refused.ts';
import { defaultArchiveLimits } from '../../datasets/archive/limits.ts';
import { type ArchiveEntry, openArchive } from '../../datasets/archive/open-archive.ts';
import { readEntry } from '../../datasets/archive/read-entry.ts';
import { ARCHIVED_COLUMNS, pickColumns } from './archived-columns.ts';
import type { ArchivedModel, ArchivedProject } from './project-archive.ts';

const MAX_JSON_BYTES = 32 * 1024 * 1024;
const MAX_MODELS = 10_000;

/** The files of an archive whose names and sizes are harmless. */
export interface ArchiveFiles {
  readonly project: ArchivedProject;
  /** Bytes of all weights and other files together. */
  readonly blobBytes: number;
  model(id: string): Promise<ArchivedModel>;
  metrics(id: string): Readable;
  /** May be read several times. */
  blob(hash: string): { readonly size: number; stream(): Readable };
}

/**
 * Opens a project's archive by the same reader as datasets: links, paths that lead out, bombs and
 * names that stand twice are refused before anything is unpacked.
 * @throws HubError archive_refused
 */
export async function openProjectArchive(source: ArchiveSource): Promise<ArchiveFiles> {
  const entries = await readEntries(source).catch((error) => {
    if (error instanceof DatasetRefused) refuse(error.message);
    throw error;
  });
  const find = (path: string): ArchiveEntry => {
    return entries.get(path) ?? refuse(`${path} is missing.`);
  };
  const stream = (path: string) => readEntry(source, find(path).locator, path);
  const json = async (path: string): Promise<unknown> => {
    if (find(path).locator.size > MAX_JSON_BYTES) refuse(`${path} is too large.`);
    try {
      return JSON.parse((await buffer(stream(path))).toString('utf8'));
    } catch {
      return refuse(`${path} is not valid JSON.`);
    }
  };
  const project = (await json('project.json')) as ArchivedProject;
  const isOurs = project?.format === 'trainyard-project' && project.version === 1;
  const isWhole =
    isOurs &&
    typeof project.name === 'string' &&
    typeof project.description === 'string' &&
    Array.isArray(project.models) &&
    project.models.length <= MAX_MODELS &&
    project.models.every((id) => typeof id === 'string' && isId(id));
  if (!isWhole) refuse('project.json is not that of an archive that this hub can read.');
  return {
    project,
    blobBytes: [...entries.values()]
      .filter(({ path }) => path.startsWith('blobs/'))
      .reduce((sum, { locator }) => sum + locator.size, 0),
    model: async (id) => checkedModel(id, await json(`models/${id}/model.json`)),
    metrics: (id) => stream(`models/${id}/metrics.csv`),
    blob: (hash) => {
      const path = `blobs/${hash}`;
      return { size: find(path).locator.size, stream: () => stream(path) };
    },
  };
}

async function readEntries(source: ArchiveSource): Promise<Map<string, ArchiveEntry>> {
  const limits = { ...defaultArchiveLimits, maxEntryBytes: defaultArchiveLimits.maxTotalBytes };
  const archive = await openArchive(source, limits);
  const entries = new Map<string, ArchiveEntry>();
  let total = 0;
  for await (const entry of archive.entries()) {
    if (entry.isFolder) continue;
    if (entries.has(entry.path)) refuse(`${entry.path} stands twice in the archive.`);
    total += entry.locator.size;
    if (total > limits.maxTotalBytes) refuse('It unpacks to too much.');
    entries.set(entry.path, entry);
  }
  return entries;
}

/** Only known columns pass, with values that they can hold. */
function checkedModel(id: string, value: unknown): ArchivedModel {
  const wrong = () => refuse(`models/${id}/model.json is not as it should be.`);
  const given = (value ?? {}) as Record<string, unknown>;
  const pick = (kind: keyof typeof ARCHIVED_COLUMNS, row: unknown) =>
    pickColumns(ARCHIVED_COLUMNS[kind], row) ?? wrong();
  const pickAll = (kind: keyof typeof ARCHIVED_COLUMNS, rows: unknown) =>
    Array.isArray(rows) ? rows.map((row) => pick(kind, row)) : wrong();
  const archived = {
    model: pick('model', given['model']),
    attempts: pickAll('attempt', given['attempts']),
    checkpoints: pickAll('checkpoint', given['checkpoints']),
    files: pickAll('file', given['files']),
    records: pickAll('record', given['records']),
  } as unknown as ArchivedModel;
  const { model, checkpoints, files, records } = archived;
  const whole =
    MODEL_STATES.includes(model.state) &&
    checkpoints.every(({ kind }) => ['last', 'best', 'final'].includes(kind)) &&
    [...checkpoints, ...files].every(({ blob_hash }) => isHash(blob_hash)) &&
    isJsonObject(model.train_args) &&
    isStrings(model.tags) &&
    records.every(({ record }) => isJson(record));
  return whole ? archived : wrong();
}

function isStrings(text: string): boolean {
  if (!isJson(text)) return false;
  const list: unknown = JSON.parse(text);
  return Array.isArray(list) && list.every((one) => typeof one === 'string');
}

function isJson(text: unknown): boolean {
  try {
    JSON.parse(String(text));
    return true;
  } catch {
    return false;
  }
}

function isJsonObject(text: unknown): boolean {
  return isJson(text) && /^\s*\{/.test(String(text));
}

/** @throws HubError archive_refused, always */
export function refuse(message: string): never {
  throw new HubError('archive_refused', { message: `The archive was refused. ${message}` });
}
