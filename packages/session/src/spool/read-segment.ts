import { readFile } from 'node:fs/promises';
import { decodeRecord, type SpoolRecord } from './spool-record.ts';

/** What a segment holds. */
export interface Segment {
  readonly records: readonly SpoolRecord[];
  /** Lines that cannot be read. None of them was ever acknowledged to the trainer as durable. */
  readonly damaged: number;
}

/** Reads a segment of the spool. */
export async function readSegment(file: string): Promise<Segment> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  const decoded = lines.map(decodeRecord);
  const records = decoded.filter((record) => record !== null);
  return { records, damaged: decoded.length - records.length };
}
