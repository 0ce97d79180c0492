import { crc32 } from 'node:zlib';
import type { ConsoleEvent, MetricEvent, SystemEvent } from '@trainyard/protocol';
import { type MetricValueOnWire, metricValueToWire } from '@trainyard/protocol/lenient-json';

/** Metrics as the trainer gives them. Anything that is not a number or null is left out. */
export interface LoggedMetrics {
  readonly step: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/** One thing that the hub has to be told, as it lies in the spool. */
export type SpoolRecord =
  | { readonly type: 'metrics'; readonly event: MetricEvent }
  | { readonly type: 'console'; readonly event: ConsoleEvent }
  | { readonly type: 'system'; readonly event: SystemEvent }
  | { readonly type: 'environment'; readonly event: Readonly<Record<string, unknown>> };

/** A record before it is written: of metrics, the values as they were logged. */
export type NewRecord =
  | Exclude<SpoolRecord, { type: 'metrics' }>
  | { readonly type: 'metrics'; readonly event: LoggedMetrics };

/** A record as one line: its CRC-32 in 8 hex digits, a space, JSON, a line feed. */
export function encodeRecord(record: NewRecord): string {
  const json = JSON.stringify(record.type === 'metrics' ? toWire(record.event) : record);
  return `${checksum(json)} ${json}\n`;
}

/**
 * Reads one line.
 * @returns null when it is torn or damaged: a power cut can leave the last line half written.
 */
export function decodeRecord(line: string): SpoolRecord | null {
  const json = line.slice(9);
  if (line[8] !== ' ' || line.slice(0, 8) !== checksum(json)) return null;
  return JSON.parse(json) as SpoolRecord;
}

function toWire({ step, values }: LoggedMetrics): SpoolRecord {
  const wire: Record<string, MetricValueOnWire> = {};
  for (const series in values) {
    const value = values[series];
    if (typeof value === 'number' || value === null) wire[series] = metricValueToWire(value);
  }
  return { type: 'metrics', event: { step, values: wire } };
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}
