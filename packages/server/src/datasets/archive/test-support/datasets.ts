import assert from 'node:assert/strict';
import { type CheckDatasetOptions, checkDatasetArchive } from '../check-dataset-archive.ts';
import { type DatasetRefusalCode, DatasetRefused } from '../dataset-refused.ts';
import type { DatasetSummary } from '../dataset-summary.ts';
import { type BufferSource, bufferSource } from './buffer-source.ts';
import { png } from './images.ts';
import { writeZip, type ZipEntry } from './write-zip.ts';

/** Files of a dataset by path; `image` stands for one. */
export type Files = Readonly<Record<string, string | Buffer>>;

export const image = png();

/** The smallest whole dataset for `detect`: two images in train, one in val. */
export const detectFiles: Files = {
  'shapes/data.yaml':
    'path: ../datasets/shapes\ntrain: images/train\nval: images/val\nnames: [circle, square]\n',
  'shapes/images/train/a.png': image,
  'shapes/images/train/b.png': image,
  'shapes/images/val/c.png': image,
  'shapes/labels/train/a.txt': '0 0.5 0.5 0.2 0.2\n1 0.25 0.25 0.1 0.1\n',
  'shapes/labels/train/b.txt': '',
  'shapes/labels/val/c.txt': '1 0.5 0.5 1 1',
};

export function entriesOf(files: Files): ZipEntry[] {
  return Object.entries(files).map(([name, data]) => ({ name, data }));
}

export function zipOf(files: Files): BufferSource {
  return bufferSource(writeZip(entriesOf(files)));
}

/** `detectFiles` with other content in some files; undefined takes a file out. */
export function detectWith(changes: Readonly<Record<string, string | Buffer | undefined>>): Files {
  const files = Object.entries({ ...detectFiles, ...changes });
  return Object.fromEntries(files.filter(([, data]) => data !== undefined)) as Files;
}

/** `detectFiles` with another YAML. */
export function yamlWith(lines: string): Files {
  return detectWith({ 'shapes/data.yaml': lines });
}

export function check(files: Files, options?: CheckDatasetOptions): Promise<DatasetSummary> {
  return checkDatasetArchive(zipOf(files), options);
}

/** Expects a refusal with this code, and hands it back for a closer look. */
export async function refusal(
  promise: Promise<unknown>,
  code: DatasetRefusalCode,
): Promise<DatasetRefused> {
  const error = await promise.then(
    () => assert.fail(`expected a refusal with ${code}`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof DatasetRefused, String(error));
  assert.equal(error.code, code, error.message);
  return error;
}
