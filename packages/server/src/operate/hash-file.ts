import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** SHA-256 of a file, 64 lower-case hexadecimal characters. */
export async function hashFile(file: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 512 * 1024 })) {
    digest.update(chunk as Buffer);
  }
  return digest.digest('hex');
}
