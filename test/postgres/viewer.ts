/** One message of a stream. */
export interface Message {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** A browser's open stream of changes: collects what it is told. */
export class Viewer {
  readonly #abort: AbortController;
  readonly #waiting = new Set<() => void>();
  #text = '';
  readonly done: Promise<void>;

  private constructor(response: Response, abort: AbortController) {
    this.#abort = abort;
    this.done = this.#read(response.body!).catch(() => {});
  }

  /** Opens the stream, and waits until the hub has said hello. */
  static async open(url: string, key: string, lastId?: string): Promise<Viewer> {
    const abort = new AbortController();
    const response = await fetch(`${url}/app/v1/events`, {
      headers: { 'x-api-key': key, ...(lastId !== undefined && { 'last-event-id': lastId }) },
      signal: abort.signal,
    });
    if (!response.ok) throw new Error(`no stream: ${response.status}`);
    const viewer = new Viewer(response, abort);
    if (lastId === undefined) await viewer.until(/event: hello/);
    return viewer;
  }

  /** All that it was told so far. */
  get text(): string {
    return this.#text;
  }

  /** The number that it would say on its return. */
  get lastId(): string {
    return /id: (\S+)\n(?!.*id:)/s.exec(this.#text)![1]!;
  }

  /** Waits until what it was told matches. */
  async until(wanted: RegExp): Promise<void> {
    while (!wanted.test(this.#text)) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Messages as they come, until the stream ends. */
  async *events(): AsyncGenerator<Message, void> {
    let ended = false;
    void this.done.then(() => {
      ended = true;
      this.#wake();
    });
    for (let at = 0; ; ) {
      const end = this.#text.indexOf('\n\n', at);
      if (end >= 0) {
        const block = this.#text.slice(at, end);
        at = end + 2;
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
        const [id, event, data] = [field('id'), field('event'), field('data')];
        if (id && event && data) yield { id, event, data };
      } else if (ended) {
        return;
      } else {
        await new Promise<void>((resolve) => this.#waiting.add(resolve));
      }
    }
  }

  /** Waits until it was told of such a change to a model. */
  untilTold(type: string, modelId: string): Promise<void> {
    return this.until(new RegExp(`{"type":"${type}","modelId":"${modelId}"}`));
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.done;
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      this.#text += text;
      this.#wake();
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
