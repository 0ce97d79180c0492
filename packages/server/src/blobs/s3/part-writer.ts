import type { PartBuffers } from './part-buffers.ts';

/** Gathers a stream into parts of equal size and sends each as soon as it is full. */
export class PartWriter {
  readonly #buffers: PartBuffers;
  readonly #size: number;
  readonly #send: (bytes: Buffer) => Promise<void>;
  #filling: Buffer | undefined;
  #used = 0;
  #sending: Promise<void> = Promise.resolve();

  /** @param send is called for one part after the other, never for two at once. */
  constructor(buffers: PartBuffers, size: number, send: (bytes: Buffer) => Promise<void>) {
    this.#buffers = buffers;
    this.#size = size;
    this.#send = send;
  }

  /** @throws what sending an earlier part threw */
  async add(chunk: Buffer): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      if (this.#used === this.#size) await this.#turn();
      this.#filling ??= await this.#buffers.take(this.#size);
      const copied = chunk.copy(this.#filling, this.#used, at);
      at += copied;
      this.#used += copied;
    }
  }

  /** What was added and not sent, once all else has been: at most one part. Good until `close`. */
  async rest(): Promise<Buffer> {
    await this.#sending;
    return this.#filling?.subarray(0, this.#used) ?? Buffer.alloc(0);
  }

  /** Waits until nothing is being sent any more, whether that went well or not. */
  async idle(): Promise<void> {
    await this.#sending.catch(() => {});
  }

  /** Gives the memory back. Always call it. */
  async close(): Promise<void> {
    await this.idle();
    if (this.#filling) this.#buffers.give(this.#filling);
    this.#filling = undefined;
  }

  async #turn(): Promise<void> {
    await this.#sending;
    const full = this.#filling!;
    this.#filling = undefined;
    this.#used = 0;
    this.#sending = this.#send(full).finally(() => this.#buffers.give(full));
    // Whoever waits for it next hears of a failure; until then it is not an unhandled one.
    this.#sending.catch(() => {});
  }
}
