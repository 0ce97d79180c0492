import { close, createReadStream, fstat, open, read } from 'node:fs';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { DatasetRefused } from './dataset-refused.ts';

/** Bytes that can be read from any place: a file, an object in S3, a buffer. */
export interface ArchiveSource {
  /** Bytes in all. */
  readonly size: number;
  /**
   * The bytes from `start` up to but not including `end`, `0 <= start <= end <= size`. Several may
   * be open at once. A stream that is not read to its end is destroyed by whoever opened it.
   */
  read(start: number, end: number): Readable;
}

/** A file on disk. Close it once nothing reads from it any more; `await using` does. */
export interface FileSource extends ArchiveSource, AsyncDisposable {
  close(): Promise<void>;
}

/**
 * Opens a file as an archive source. The file must not change while it is open.
 *
 * @throws the error of `fs.open`, such as ENOENT
 */
export async function fileSource(path: string): Promise<FileSource> {
  // A bare descriptor, not a FileHandle: each stream on a FileHandle leaves a listener behind. And
  // one that streams cannot close, as they do when they are destroyed, whatever `autoClose` says.
  const fd = await promisify(open)(path, 'r');
  const { size } = await promisify(fstat)(fd);
  const shut = () => promisify(close)(fd);
  return {
    size,
    read: (start, end) =>
      start >= end
        ? Readable.from([])
        : createReadStream(path, {
            fd,
            fs: { read, close: (_, done) => done() },
            start,
            end: end - 1,
          }),
    close: shut,
    [Symbol.asyncDispose]: shut,
  };
}

/**
 * Reads one range whole. For ranges of known, modest size: headers, directories, label files.
 *
 * @throws DatasetRefused `archive_truncated` where the source ends before `end`
 */
export async function readBytes(
  source: ArchiveSource,
  start: number,
  end: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  if (start >= 0 && end <= source.size) {
    for await (const chunk of source.read(start, end) as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
    }
  }
  if (length !== end - start) throw new DatasetRefused('archive_truncated');
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length);
}
