import { crc32, deflateRawSync } from 'node:zlib';

/** One entry to write. Whatever is left out is what an honest zip would have. */
export interface ZipEntry {
  readonly name: string | Buffer;
  readonly data?: Buffer | string;
  /** Default true where the name is not that of an image or a folder. */
  readonly deflate?: boolean;
  /** The bytes that stand in the archive, in place of the packed data. */
  readonly packed?: Buffer;
  /** Unix mode, file type included. Default: a regular file. */
  readonly mode?: number;
  readonly method?: number;
  readonly flags?: number;
  readonly size?: number;
  readonly compressedSize?: number;
  readonly crc32?: number;
  /** Where the directory says that the entry starts. */
  readonly offset?: number;
  /** Extra field of the directory, and of the local header. */
  readonly extra?: Buffer;
  readonly localExtra?: Buffer;
  readonly localFlags?: number;
  readonly comment?: Buffer;
  /** Leaves the entry out of the body: only the directory names it. */
  readonly isGhost?: boolean;
}

/** What the end of the archive says. */
export interface ZipOptions {
  readonly comment?: string;
  readonly entryCount?: number;
  readonly directorySize?: number;
  readonly directoryStart?: number;
  readonly diskNumber?: number;
  /** Writes zip64 records throughout, as for archives beyond 4 GiB. */
  readonly zip64?: boolean;
  /** Changes the zip64 end record before it is written. */
  readonly tamperEnd64?: (end64: Buffer, locator: Buffer) => void;
}

const UTF8 = 0x800;
const ALL_ONES = 0xffffffff;

/** Writes a zip, honest or hostile. */
export function writeZip(entries: readonly ZipEntry[], options: ZipOptions = {}): Buffer {
  const body: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const fields = fieldsOf(entry, entry.offset ?? offset, options.zip64 === true);
    directory.push(directoryRecord(fields, entry));
    if (entry.isGhost) continue;
    const local = Buffer.concat([localHeader(fields, entry), fields.packed]);
    body.push(local);
    offset += local.length;
  }
  return Buffer.concat([...body, ...directory, endRecords(entries, directory, offset, options)]);
}

function fieldsOf(entry: ZipEntry, offset: number, zip64: boolean) {
  const name = Buffer.from(entry.name);
  const data = Buffer.from(entry.data ?? '');
  const isImage = /\.(png|jpe?g|bmp|webp|gif|tiff?)$|\/$/i.test(name.toString());
  const deflate = entry.deflate ?? !isImage;
  const packed = entry.packed ?? (deflate ? deflateRawSync(data) : data);
  const isAscii = name.every((byte) => byte < 0x80);
  return {
    name,
    packed,
    offset,
    zip64,
    flags: entry.flags ?? (isAscii ? 0 : UTF8),
    method: entry.method ?? (deflate ? 8 : 0),
    crc: entry.crc32 ?? crc32(data),
    compressedSize: entry.compressedSize ?? packed.length,
    size: entry.size ?? data.length,
  };
}

type Fields = ReturnType<typeof fieldsOf>;

function localHeader(fields: Fields, { localExtra = Buffer.alloc(0), localFlags }: ZipEntry) {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(localFlags ?? fields.flags, 6);
  header.writeUInt16LE(fields.method, 8);
  header.writeUInt32LE(fields.crc, 14);
  header.writeUInt32LE(fields.compressedSize, 18);
  header.writeUInt32LE(fields.size, 22);
  header.writeUInt16LE(fields.name.length, 26);
  header.writeUInt16LE(localExtra.length, 28);
  return Buffer.concat([header, fields.name, localExtra]);
}

function directoryRecord(fields: Fields, entry: ZipEntry): Buffer {
  const extra = Buffer.concat([
    fields.zip64 ? zip64Extra(fields) : Buffer.alloc(0),
    entry.extra ?? Buffer.alloc(0),
  ]);
  const comment = entry.comment ?? Buffer.alloc(0);
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  // Made by version 4.5 on Unix, which is what gives the mode its meaning.
  record.writeUInt16LE((3 << 8) | 45, 4);
  record.writeUInt16LE(20, 6);
  record.writeUInt16LE(fields.flags, 8);
  record.writeUInt16LE(fields.method, 10);
  record.writeUInt32LE(fields.crc, 16);
  record.writeUInt32LE(fields.zip64 ? ALL_ONES : fields.compressedSize, 20);
  record.writeUInt32LE(fields.zip64 ? ALL_ONES : fields.size, 24);
  record.writeUInt16LE(fields.name.length, 28);
  record.writeUInt16LE(extra.length, 30);
  record.writeUInt16LE(comment.length, 32);
  record.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38);
  record.writeUInt32LE(fields.zip64 ? ALL_ONES : fields.offset, 42);
  return Buffer.concat([record, fields.name, extra, comment]);
}

function zip64Extra({ size, compressedSize, offset }: Fields): Buffer {
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(0x0001, 0);
  extra.writeUInt16LE(24, 2);
  for (const [index, value] of [size, compressedSize, offset].entries()) {
    extra.writeBigUInt64LE(BigInt(value), 4 + index * 8);
  }
  return extra;
}

function endRecords(
  entries: readonly ZipEntry[],
  directory: readonly Buffer[],
  bodySize: number,
  options: ZipOptions,
): Buffer {
  const count = options.entryCount ?? entries.length;
  const realSize = directory.reduce((sum, record) => sum + record.length, 0);
  const size = options.directorySize ?? realSize;
  const start = options.directoryStart ?? bodySize;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(options.diskNumber ?? 0, 4);
  end.writeUInt16LE(options.zip64 ? 0xffff : count, 8);
  end.writeUInt16LE(options.zip64 ? 0xffff : count, 10);
  end.writeUInt32LE(options.zip64 ? ALL_ONES : size, 12);
  end.writeUInt32LE(options.zip64 ? ALL_ONES : start, 16);
  const comment = Buffer.from(options.comment ?? '');
  end.writeUInt16LE(comment.length, 20);
  const end64 = options.zip64
    ? zip64End(count, size, start, bodySize + realSize, options)
    : Buffer.alloc(0);
  return Buffer.concat([end64, end, comment]);
}

function zip64End(
  count: number,
  size: number,
  start: number,
  endStart: number,
  { tamperEnd64 }: ZipOptions,
): Buffer {
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeBigUInt64LE(BigInt(count), 24);
  end64.writeBigUInt64LE(BigInt(count), 32);
  end64.writeBigUInt64LE(BigInt(size), 40);
  end64.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(endStart), 8);
  locator.writeUInt32LE(1, 16);
  tamperEnd64?.(end64, locator);
  return Buffer.concat([end64, locator]);
}
