import { createHash, type Hash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { answerCalls } from '../../answer-calls.ts';
import type { WriterReply, WriterRequest } from './writer-messages.ts';

/** Writes and hashes, so that neither takes time from the thread that answers requests. */
const hashes = new Map<number, Hash>();

answerCalls(answer);

function answer({ id, file, write, forget }: WriterRequest): WriterReply {
  try {
    if (write) hashAndWrite(hashOf(file), write);
    // A copy: the file may go on.
    else if (!forget) return { id, hash: hashOf(file).copy().digest('hex') };
    else hashes.delete(file);
    return { id };
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    return { id, error: { message, code } };
  }
}

function hashAndWrite(
  hash: Hash,
  { fd, position, memory, offset, length }: NonNullable<WriterRequest['write']>,
): void {
  const bytes = new Uint8Array(memory, offset, length);
  hash.update(bytes);
  for (let done = 0; done < length; ) {
    done += writeSync(fd, bytes, done, length - done, position + done);
  }
}

function hashOf(file: number): Hash {
  let hash = hashes.get(file);
  if (!hash) {
    hash = createHash('sha256');
    hashes.set(file, hash);
  }
  return hash;
}
