import type { IncomingMessage } from 'node:http';

/** Counts uploads and their bytes by what their connections have read: nothing is done per chunk. */
export class UploadCounter {
  readonly #underWay = new Map<IncomingMessage, number>();
  #bytesDone = 0;

  /** Counts a request from now on until its end. */
  begin(raw: IncomingMessage): void {
    const { socket } = raw;
    // What came in one packet with the head has been read already, and waits in the stream.
    this.#underWay.set(raw, socket.bytesRead - raw.readableLength);
    raw.once('close', () => {
      this.#bytesDone += socket.bytesRead - (this.#underWay.get(raw) ?? 0);
      this.#underWay.delete(raw);
    });
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  /** Received so far, by uploads that are over and by those under way. */
  get bytes(): number {
    let bytes = this.#bytesDone;
    for (const [{ socket }, before] of this.#underWay) bytes += socket.bytesRead - before;
    return bytes;
  }
}
