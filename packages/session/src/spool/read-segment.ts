import { readFile } from 'node:fs/promises';
import { decodeRecord, type SpoolRecord } from './spool-record.ts';
import { TimeSlice } from './time-slice.ts';

/** What a segment holds. */
export interface Segment {
  readonly records: readonly SpoolRecord[];
  /** Lines that cannot be read. None of them was ever acknowledged to the trainer as durable. */
  readonly damaged: number;
}

/** Reads a segment of the spool. */
export async function readSegment(file: string): Promise<Segment> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  const records: SpoolRecord[] = [];
  const slice = new TimeSlice();
  for (const line of lines) {
    const record = decodeRecord(line);
    if (record !== null) records.push(record);
    if (slice.isOver()) await slice.next();
  }
  return { records, damaged: lines.length - records.length };
}
