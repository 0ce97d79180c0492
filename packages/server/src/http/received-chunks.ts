import type { IncomingMessage } from 'node:http';

/**
 * A request's body in chunks. Each is good until the next is asked for: whoever wants to keep one
 * copies it. Its memory is then given back at once. Left to the garbage collector, which is in no
 * hurry with memory that is not its own, a fast upload leaves tens of MiB of it lying about, and
 * is slower for always writing into memory that no cache holds.
 */
export async function* receivedChunks(raw: IncomingMessage): AsyncGenerator<Buffer> {
  for await (const chunk of raw as AsyncIterable<Buffer>) {
    yield chunk;
    // Where it shares its memory, with what came in the same packet or by Node's pool, it stays.
    if (chunk.length === chunk.buffer.byteLength) (chunk.buffer as ArrayBuffer).transfer(0);
  }
}
