import { Readable } from 'node:stream';
import type { ArchiveSource } from '../archive-source.ts';

/** A source that remembers which ranges were read from it. */
export interface BufferSource extends ArchiveSource {
  readonly reads: { readonly start: number; readonly end: number }[];
}

/** An archive in memory, handed out in chunks of at most `chunkBytes`. */
export function bufferSource(bytes: Buffer, chunkBytes = 65_536): BufferSource {
  const reads: { start: number; end: number }[] = [];
  return {
    size: bytes.length,
    reads,
    read(start, end) {
      reads.push({ start, end });
      return Readable.from(chunks(bytes.subarray(start, end), chunkBytes), { objectMode: false });
    },
  };
}

function* chunks(bytes: Buffer, size: number): Generator<Buffer, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
