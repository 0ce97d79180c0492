import { pipeline, Readable } from 'node:stream';
import { constants, createInflateRaw, type ZlibOptions } from 'node:zlib';
import type { ArchiveSource } from './archive-source.ts';
import { DatasetRefused } from './dataset-refused.ts';
import type { EntryLocator } from './entry-locator.ts';
import { EntryVerifier } from './zip/entry-verifier.ts';
import { HEADER_SLACK_BYTES, LOCAL_HEADER_BYTES, localHeaderLength } from './zip/local-header.ts';
import { isZlibError } from './zip/zlib-error.ts';

/**
 * Streams one entry, unpacked, by a single ranged read. Nothing is read before the stream is, and
 * destroying it ends the read. Never yields more bytes than `locator.size`.
 *
 * The stream fails with a DatasetRefused: `entry_damaged` before the first byte too many, or at the
 * end where bytes are missing or the checksum is wrong (so its bytes are only to be trusted once it
 * has ended); `archive_truncated` where the source is too short.
 *
 * @param file the entry's name, for messages
 */
export function readEntry(source: ArchiveSource, locator: EntryLocator, file: string): Readable {
  return Readable.from(verified(source, locator, file), { objectMode: false });
}

/**
 * The first bytes of an entry, unpacked, by one ranged read that is hardly longer. Neither length nor
 * checksum can be verified by them.
 *
 * @param length bytes wanted; fewer come where the entry is shorter
 * @throws DatasetRefused as the stream of `readEntry` does
 */
export async function readEntryHead(
  source: ArchiveSource,
  locator: EntryLocator,
  file: string,
  length: number,
): Promise<Buffer> {
  const compressedSize = Math.min(locator.compressedSize, length);
  const packed = packedBytes(source, { ...locator, compressedSize }, file);
  const chunks: Buffer[] = [];
  let got = 0;
  // A part of a deflated entry ends without the mark that ends the whole.
  const flush = { finishFlush: constants.Z_SYNC_FLUSH };
  for await (const bytes of locator.method === 8 ? inflated(packed, file, flush) : packed) {
    chunks.push(bytes);
    got += bytes.length;
    if (got >= length) break;
  }
  return Buffer.concat(chunks).subarray(0, length);
}

async function* verified(
  source: ArchiveSource,
  locator: EntryLocator,
  file: string,
): AsyncGenerator<Buffer, void> {
  const verifier = new EntryVerifier(locator, file);
  const packed = packedBytes(source, locator, file);
  for await (const bytes of locator.method === 8 ? inflated(packed, file) : packed) {
    verifier.update(bytes);
    yield bytes;
  }
  verifier.finish();
}

async function* inflated(
  packed: AsyncGenerator<Buffer, void>,
  file: string,
  options: ZlibOptions = {},
): AsyncGenerator<Buffer, void> {
  const inflate = createInflateRaw(options);
  // Errors of either side surface in the loop below, so nothing is left to do with them here.
  pipeline(packed, inflate, () => {});
  try {
    yield* inflate as AsyncIterable<Buffer>;
  } catch (error) {
    throw isZlibError(error)
      ? new DatasetRefused('entry_damaged', file, undefined, { cause: error })
      : error;
  }
}

/** The entry's bytes as they stand in the archive, behind its header. */
async function* packedBytes(
  source: ArchiveSource,
  locator: EntryLocator,
  file: string,
): AsyncGenerator<Buffer, void> {
  const { offset, compressedSize } = locator;
  const likelyEnd = offset + LOCAL_HEADER_BYTES + HEADER_SLACK_BYTES + compressedSize;
  let position = offset;
  let head: Buffer = Buffer.alloc(0);
  let dataStart = -1;
  let dataEnd = Number.POSITIVE_INFINITY;
  for await (const chunk of range(source, offset, Math.min(source.size, likelyEnd))) {
    const bytes = dataStart < 0 ? Buffer.concat([head, chunk]) : chunk;
    position += chunk.length;
    if (dataStart < 0) {
      head = bytes;
      if (head.length < LOCAL_HEADER_BYTES) continue;
      dataStart = offset + localHeaderLength(head, locator, file);
      dataEnd = dataStart + compressedSize;
    }
    const first = position - bytes.length;
    const data = bytes.subarray(Math.max(0, dataStart - first), dataEnd - first);
    if (data.length > 0) yield data;
    if (position >= dataEnd) return;
  }
  if (dataStart < 0 || dataEnd > source.size) throw new DatasetRefused('archive_truncated', file);
  // Only where the header is longer than the slack that was allowed for it.
  yield* range(source, Math.max(position, dataStart), dataEnd);
}

function range(source: ArchiveSource, start: number, end: number): AsyncIterable<Buffer> {
  return source.read(start, Math.max(start, end));
}
