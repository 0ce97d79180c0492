import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';

export interface FollowFileOptions {
  /** How often the file is looked at, in milliseconds. */
  readonly interval: number;
  /**
   * Empties the file after so many bytes, all of which were read. Whoever writes it must append
   * (`O_APPEND`). Default: never.
   */
  readonly emptyAfter?: number;
}

/** Most bytes of one read. */
const PIECE = 256 * 1024;

/**
 * Follows a growing file from its beginning, also when it appears only later.
 * @returns reads what is there once more, and ends.
 */
export function followFile(
  file: string,
  onPiece: (piece: Buffer) => void,
  { interval, emptyAfter = Number.POSITIVE_INFINITY }: FollowFileOptions,
): () => void {
  const flags = emptyAfter === Number.POSITIVE_INFINITY ? 'r' : 'r+';
  const buffer = Buffer.alloc(PIECE);
  let descriptor: number | null = null;
  let position = 0;

  const read = (): void => {
    try {
      descriptor ??= openSync(file, flags);
      // Somebody may have begun the file anew.
      if (fstatSync(descriptor).size < position) position = 0;
      for (;;) {
        const count = readSync(descriptor, buffer, 0, PIECE, position);
        if (count === 0) break;
        position += count;
        onPiece(Buffer.from(buffer.subarray(0, count)));
      }
      // Right after the read that found nothing more, so that nothing is lost in between.
      if (position >= emptyAfter) {
        ftruncateSync(descriptor, 0);
        position = 0;
      }
    } catch {
      // It is not there yet, or gone.
    }
  };
  const timer = setInterval(read, interval);
  return () => {
    clearInterval(timer);
    read();
    if (descriptor !== null) closeSync(descriptor);
  };
}
