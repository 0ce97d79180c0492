import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inflateRaw, inflateRawSync } from 'node:zlib';
import { type ArchiveSource, readBytes } from '../archive-source.ts';
import { type DatasetRefusalCode, DatasetRefused } from '../dataset-refused.ts';
import { readEntry } from '../read-entry.ts';
import type { EntryTable } from './entry-table.ts';
import { EntryVerifier } from './entry-verifier.ts';
import { HEADER_SLACK_BYTES, LOCAL_HEADER_BYTES, localHeaderLength } from './local-header.ts';
import { mapAhead } from './map-ahead.ts';
import { isZlibError } from './zlib-error.ts';

/** One small file, read whole and unpacked. */
export interface SmallEntry {
  readonly row: number;
  readonly bytes: Buffer;
}

/** How to read many small files. */
export interface ReadSmallEntriesOptions {
  /** Bytes that one file may take, packed and unpacked. */
  readonly maxBytes: number;
  /** What a larger one is refused as. */
  readonly tooLarge: DatasetRefusalCode;
  readonly signal?: AbortSignal | undefined;
}

/** Neighbours are fetched in one ranged read up to this many bytes... */
const RUN_BYTES = 512 * 1024;
/** ...where no more than this lies between them: an image, say, would be read for nothing. */
const GAP_BYTES = 4096;
/** Ranged reads under way at once. */
const READS_AHEAD = 4;

/** Up to this many bytes a file is unpacked on the spot: a thread costs ten times what that does. */
const SYNC_BYTES = 64 * 1024;
/** Files unpacked on the spot before whatever else waits on the event loop gets its turn. */
const UNPACKED_IN_A_ROW = 64;

const inflate = promisify(inflateRaw);

/**
 * Reads many small files, such as labels, in the order in which they stand in the archive, whatever
 * order is asked for: neighbours share one ranged read.
 *
 * @throws DatasetRefused `options.tooLarge`, and what `readEntry` throws
 */
export async function* readSmallEntries(
  source: ArchiveSource,
  table: EntryTable,
  rows: Iterable<number>,
  { maxBytes, tooLarge, signal }: ReadSmallEntriesOptions,
): AsyncGenerator<SmallEntry, void> {
  const inOrder = Uint32Array.from(rows).sort((a, b) => table.offset(a) - table.offset(b));
  for (const row of inOrder) {
    // Packed as well: what unpacks to little may still be padded to much.
    if (Math.max(table.size(row), table.compressedSize(row)) > maxBytes) {
      throw new DatasetRefused(tooLarge, table.path(row), `It has more than ${maxBytes} bytes.`);
    }
  }
  const fetched = mapAhead(runs(table, inOrder), READS_AHEAD, (run) =>
    fetchRun(source, table, run),
  );
  let count = 0;
  for await (const { run, start, bytes } of fetched) {
    signal?.throwIfAborted();
    for (const row of run) {
      count += 1;
      if (count % UNPACKED_IN_A_ROW === 0) await setImmediate();
      const header = bytes.subarray(table.offset(row) - start);
      yield {
        row,
        bytes: (await unpack(header, table, row)) ?? (await readWhole(source, table, row)),
      };
    }
  }
}

/** Splits rows in order of offset into runs of near neighbours. */
function* runs(table: EntryTable, inOrder: Uint32Array): Generator<Uint32Array, void> {
  let first = 0;
  for (let next = 1; next <= inOrder.length; next += 1) {
    const row = inOrder[next];
    const isNear =
      row !== undefined &&
      table.offset(row) - table.leastEnd(inOrder[next - 1] ?? 0) <= GAP_BYTES &&
      table.leastEnd(row) - table.offset(inOrder[first] ?? 0) <= RUN_BYTES;
    if (isNear) continue;
    yield inOrder.subarray(first, next);
    first = next;
  }
}

async function fetchRun(source: ArchiveSource, table: EntryTable, run: Uint32Array) {
  const start = table.offset(run[0] ?? 0);
  const end = table.leastEnd(run.at(-1) ?? 0) + HEADER_SLACK_BYTES;
  return { run, start, bytes: await readBytes(source, start, Math.min(source.size, end)) };
}

/** The file that `header` starts, or undefined where `header` does not reach to its end. */
async function unpack(header: Buffer, table: EntryTable, row: number): Promise<Buffer | undefined> {
  const locator = table.locator(row);
  const file = table.path(row);
  if (header.length < LOCAL_HEADER_BYTES) return undefined;
  const dataStart = localHeaderLength(header, locator, file);
  const dataEnd = dataStart + locator.compressedSize;
  if (dataEnd > header.length) return undefined;
  const data = header.subarray(dataStart, dataEnd);
  const bytes = locator.method === 8 ? await inflateBounded(data, locator.size, file) : data;
  const verifier = new EntryVerifier(locator, file);
  verifier.update(bytes);
  verifier.finish();
  return bytes;
}

async function inflateBounded(data: Buffer, size: number, file: string): Promise<Buffer> {
  // A chunk as large as the result spares zlib a larger buffer and a copy for each small file.
  const bound = { maxOutputLength: size + 1, chunkSize: Math.max(64, Math.min(16_384, size + 1)) };
  try {
    const isSmall = Math.max(size, data.length) <= SYNC_BYTES;
    return isSmall ? inflateRawSync(data, bound) : await inflate(data, bound);
  } catch (error) {
    throw isZlibError(error)
      ? new DatasetRefused('entry_damaged', file, undefined, { cause: error })
      : error;
  }
}

async function readWhole(source: ArchiveSource, table: EntryTable, row: number): Promise<Buffer> {
  const entry = readEntry(source, table.locator(row), table.path(row));
  return Buffer.concat(await entry.toArray());
}
