import { createHash } from 'node:crypto';
import { HubError } from '@trainyard/protocol';
import { HEAD_BYTES, type PutOptions, type StoredBlob, TAIL_BYTES } from './blob-store.ts';

/** Takes the hash, the length and both ends of a stream while it passes by. */
export class ContentMeter {
  readonly #options: PutOptions;
  readonly #hash = createHash('sha256');
  #size = 0;
  #head: Buffer = Buffer.alloc(0);
  #tail: Buffer[] = [];
  #tailBytes = 0;

  constructor(options: PutOptions) {
    this.#options = options;
  }

  /** @throws HubError upload_too_large; the signal's reason */
  add(chunk: Buffer): void {
    const { maxBytes, signal } = this.#options;
    signal?.throwIfAborted();
    this.#size += chunk.length;
    if (this.#size > maxBytes) throw new HubError('upload_too_large', { details: { maxBytes } });
    this.#hash.update(chunk);
    if (this.#head.length < HEAD_BYTES) {
      this.#head = Buffer.concat([this.#head, chunk.subarray(0, HEAD_BYTES - this.#head.length)]);
    }
    // A copy: the chunk is good only until the next one.
    const end = Buffer.from(chunk.subarray(-TAIL_BYTES));
    this.#tail.push(end);
    this.#tailBytes += end.length;
    while (this.#tailBytes - (this.#tail[0]?.length ?? 0) >= TAIL_BYTES) {
      this.#tailBytes -= this.#tail.shift()!.length;
    }
  }

  /** Once, at the end. @throws HubError checksum_mismatch */
  result(): StoredBlob {
    const hash = this.#hash.digest('hex');
    if (this.#options.hash !== undefined && hash !== this.#options.hash) {
      throw new HubError('checksum_mismatch');
    }
    const tail = Buffer.concat(this.#tail).subarray(-TAIL_BYTES);
    return { hash, size: this.#size, head: this.#head, tail };
  }
}
