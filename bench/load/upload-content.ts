import { createHash } from 'node:crypto';

const PIECE = 1024 * 1024;
const pattern = Buffer.alloc(PIECE);
for (let at = 0; at < PIECE; at += 4) pattern.writeUInt32LE(Math.imul(at, 2654435761) >>> 0, at);

/** So many bytes, in pieces of a MiB, that only this number has: nothing can be stored once for two. */
export function* contentOf(number: number, bytes: number): Generator<Buffer> {
  for (let at = 0; at < bytes; at += PIECE) {
    const length = Math.min(PIECE, bytes - at);
    // Only the first piece differs: making new ones would take time from the servers.
    const piece = at === 0 ? Buffer.from(pattern) : pattern;
    if (at === 0) piece.writeDoubleLE(number, 0);
    yield length === PIECE ? piece : piece.subarray(0, length);
  }
}

/** Its SHA-256, hexadecimal. */
export function hashOf(number: number, bytes: number): string {
  const hash = createHash('sha256');
  for (const piece of contentOf(number, bytes)) hash.update(piece);
  return hash.digest('hex');
}
