import { WorkerConnection } from './worker-connection.ts';

/** How many threads read at the same time, at most. */
const READERS = 2;

/** How long the readers may be busy before there is another, in milliseconds. */
const PATIENCE_MS = 200;

/**
 * The connections that only read, shared by everybody. Each is a thread of 12 MiB: the first starts
 * with the first read, the second once reads have been in each other's way, not when two of a few
 * milliseconds come at once.
 */
export class Readers {
  readonly #file: string;
  readonly #all: WorkerConnection[] = [];
  #patience: NodeJS.Timeout | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** How many threads there are. */
  get size(): number {
    return this.#all.length;
  }

  /** The one with the least to do; what has been under way for longer is likely to take longer still. */
  idlest(): WorkerConnection {
    const [idlest] = this.#all.toSorted(
      (a, b) => a.pending - b.pending || b.waitingSince - a.waitingSince,
    );
    if (!idlest) return this.#start();
    if (idlest.pending > 0 && this.#all.length < READERS) this.#await(idlest);
    return idlest;
  }

  hear(): void {
    for (const reader of this.#all) reader.hear();
  }

  async close(): Promise<void> {
    clearTimeout(this.#patience);
    await Promise.all(this.#all.map((reader) => reader.close()));
  }

  /** Starts another unless this one has answered all its reads by then. */
  #await(busy: WorkerConnection): void {
    if (this.#patience) return;
    this.#patience = setTimeout(() => {
      this.#patience = undefined;
      if (busy.pending > 0) this.#start();
    }, PATIENCE_MS).unref();
  }

  #start(): WorkerConnection {
    const reader = new WorkerConnection({ file: this.#file, readOnly: true });
    this.#all.push(reader);
    return reader;
  }
}
