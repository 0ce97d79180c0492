import { getCompileCacheDir } from 'node:module';
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
  type WorkerOptions,
} from 'node:worker_threads';

interface Waiting<Reply> {
  readonly since: number;
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/**
 * A worker thread that answers each message, which is numbered, with one of the same number: what
 * runs in it is `answerCalls`.
 */
export class WorkerCalls<
  Request extends { readonly id: number },
  Reply extends { readonly id: number },
> {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #waiting = new Map<number, Waiting<Reply>>();
  #nextId = 1;
  #failure: Error | undefined;

  /**
   * @param file the worker's module
   * @param options its name is what it is called in errors
   * @param onEnd is called when it has ended, for whatever reason
   */
  constructor(file: URL, options: WorkerOptions & { readonly name: string }, onEnd = () => {}) {
    const cache = getCompileCacheDir();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#worker = new Worker(file, {
      // A thread compiles for itself: with the process's cache it starts faster and stays smaller.
      env: { ...process.env, ...(cache && { NODE_COMPILE_CACHE: cache }) },
      ...options,
      workerData: { ...options.workerData, port: port2 },
      transferList: [port2],
    });
    this.#worker.unref();
    this.#port.on('message', (reply: Reply) => this.#settle(reply));
    this.#port.unref();
    this.#worker.on('error', (error) => this.#fail(error as Error));
    this.#worker.on('exit', (code) => {
      this.#fail(new Error(`the thread ${options.name} ended (${code})`));
      onEnd();
    });
  }

  /** How many have not been answered yet. */
  get pending(): number {
    return this.#waiting.size;
  }

  /** When the oldest of them was asked, in milliseconds; 0 when all have been answered. */
  get waitingSince(): number {
    for (const { since } of this.#waiting.values()) return since;
    return 0;
  }

  /** @throws Error when the thread has ended, or ends before its answer */
  ask(request: Omit<Request, 'id'>): Promise<Reply> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      // The loop stays alive only while an answer is awaited.
      if (this.#waiting.size === 0) this.#worker.ref();
      this.#waiting.set(id, { since: performance.now(), resolve, reject });
      this.#port.postMessage({ id, ...request });
    });
  }

  /**
   * Hears the answers that have come. The loop does so once in each of its turns, and with hundreds
   * of requests in one turn that is late for work that needs several answers.
   */
  hear(): void {
    while (this.#waiting.size > 0) {
      const received = receiveMessageOnPort(this.#port) as { message: Reply } | undefined;
      if (!received) return;
      this.#settle(received.message);
    }
  }

  /** Who still waits hears of it once the thread has ended. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    waiting?.resolve(reply);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(this.#failure);
    this.#waiting.clear();
    this.#port.close();
  }
}
