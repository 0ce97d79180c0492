import { type ArchiveSource, readBytes } from '../archive-source.ts';
import { DatasetRefused } from '../dataset-refused.ts';

/** Where a zip's directory lies, in bytes from the start of the archive. */
export interface EndRecord {
  readonly entryCount: number;
  readonly directoryStart: number;
  readonly directorySize: number;
}

/** Sizes and signatures of APPNOTE.TXT 4.3.7, 4.3.14, 4.3.15 and 4.3.16. */
const LOCAL_SIGNATURE = 0x04034b50;
const END_SIGNATURE = 0x06054b50;
const END_SIZE = 22;
const MAX_COMMENT = 0xffff;
const END64_SIGNATURE = 0x06064b50;
const END64_SIZE = 56;
const LOCATOR64_SIGNATURE = 0x07064b50;
const LOCATOR64_SIZE = 20;

/** Bytes of an entry's record in the directory before its name, extra field and comment. */
export const DIRECTORY_RECORD_BYTES = 46;

/**
 * Finds the end record of a zip, zip64 included, and holds it against the archive.
 *
 * It is stricter than readers are: zip readers disagree on where the directory starts when the
 * record's numbers do not add up, so an archive could show one set of files to this check and
 * another to the Python client that unpacks it.
 *
 * @throws DatasetRefused `archive_not_zip`, `archive_truncated`, `archive_split`, `archive_damaged`
 */
export async function readEndRecord(source: ArchiveSource): Promise<EndRecord> {
  const tailStart = Math.max(0, source.size - END_SIZE - MAX_COMMENT);
  const tail = await readBytes(source, tailStart, source.size);
  const at = findSignature(tail);
  if (at < 0) throw await notZip(source);
  if (tail.readUInt16LE(at + 20) !== tail.length - at - END_SIZE) {
    throw new DatasetRefused('archive_damaged', null, 'Bytes follow the end of the archive.');
  }
  const short = {
    entryCount: tail.readUInt16LE(at + 10),
    directorySize: tail.readUInt32LE(at + 12),
    directoryStart: tail.readUInt32LE(at + 16),
  };
  const endStart = tailStart + at;
  const long = await readEnd64(source, endStart);
  const record = long?.record ?? short;
  if (tail.readUInt16LE(at + 4) !== 0 && long === undefined) {
    throw new DatasetRefused('archive_split');
  }
  const agree =
    long === undefined ||
    (isEither(short.entryCount, record.entryCount, 0xffff) &&
      isEither(short.directorySize, record.directorySize, 0xffffffff) &&
      isEither(short.directoryStart, record.directoryStart, 0xffffffff));
  const directoryEnd = long?.start ?? endStart;
  if (
    !agree ||
    record.directoryStart + record.directorySize !== directoryEnd ||
    record.entryCount * DIRECTORY_RECORD_BYTES > record.directorySize
  ) {
    throw new DatasetRefused('archive_damaged');
  }
  return record;
}

function findSignature(tail: Buffer): number {
  for (let at = tail.length - END_SIZE; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) === END_SIGNATURE) return at;
  }
  return -1;
}

/** The zip64 record that a locator right before the end record points to, if there is one. */
async function readEnd64(source: ArchiveSource, endStart: number) {
  const locatorStart = endStart - LOCATOR64_SIZE;
  if (locatorStart < 0) return undefined;
  const locator = await readBytes(source, locatorStart, endStart);
  if (locator.readUInt32LE(0) !== LOCATOR64_SIGNATURE) return undefined;
  // Python looks for the record right before the locator, others where the locator points to.
  const start = locatorStart - END64_SIZE;
  if (start < 0 || Number(locator.readBigUInt64LE(8)) !== start) {
    throw new DatasetRefused('archive_damaged');
  }
  const end64 = await readBytes(source, start, locatorStart);
  if (end64.readUInt32LE(0) !== END64_SIGNATURE) throw new DatasetRefused('archive_damaged');
  if (end64.readUInt32LE(16) !== 0) throw new DatasetRefused('archive_split');
  const record: EndRecord = {
    entryCount: Number(end64.readBigUInt64LE(32)),
    directorySize: Number(end64.readBigUInt64LE(40)),
    directoryStart: Number(end64.readBigUInt64LE(48)),
  };
  return { start, record };
}

/** In an archive with a zip64 record, a short field is either "see there" or the same number. */
function isEither(short: number, long: number, seeThere: number): boolean {
  return short === seeThere || short === long;
}

async function notZip(source: ArchiveSource): Promise<DatasetRefused> {
  if (source.size < 4) return new DatasetRefused('archive_not_zip');
  const head = await readBytes(source, 0, 4);
  return new DatasetRefused(
    head.readUInt32LE(0) === LOCAL_SIGNATURE ? 'archive_truncated' : 'archive_not_zip',
  );
}
