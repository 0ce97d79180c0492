import { DatasetRefused } from '../dataset-refused.ts';
import { type LabelFault, type LabelRow, type LabelSpec, parseLabelRow } from './label-row.ts';

/** A line of a label file, read. */
export interface LabelLine {
  /** From 1. */
  readonly number: number;
  readonly row: LabelRow | LabelFault;
}

/** Control characters that no text file holds. */
const NOT_TEXT = /[\0-\x08\x0e-\x1f]/;

/**
 * Reads the lines of a label file, blank ones left out.
 *
 * @param file its path, for messages
 * @throws DatasetRefused `label_garbage` where it is not text
 */
export function* labelLines(
  bytes: Buffer,
  file: string,
  spec: LabelSpec,
): Generator<LabelLine, void> {
  let number = 0;
  for (const line of textLines(bytes, file)) {
    number += 1;
    if (line.trim() !== '') yield { number, row: parseLabelRow(line, spec) };
  }
}

/** The number of columns of each line, blank ones left out. Throws as `labelLines` does. */
export function* labelColumns(bytes: Buffer, file: string): Generator<number, void> {
  for (const line of textLines(bytes, file)) {
    const trimmed = line.trim();
    if (trimmed !== '') yield trimmed.split(/\s+/).length;
  }
}

export function isFault(row: LabelRow | LabelFault): row is LabelFault {
  return 'code' in row;
}

function textLines(bytes: Buffer, file: string): string[] {
  const text = bytes.toString('utf8');
  if (NOT_TEXT.test(text)) throw new DatasetRefused('label_garbage', file);
  return text.split(/\r\n|\n|\r/);
}
