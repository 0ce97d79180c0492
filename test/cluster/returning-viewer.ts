import { Viewer } from '../postgres/viewer.ts';

/** What a viewer shows of a model. */
export interface Shown {
  readonly state: string;
  readonly epochsDone: number;
}

/**
 * A browser that comes back whenever its stream ends, as `EventSource` does, and asks again for
 * what it is told has changed: for everything after a `resync`.
 */
export class ReturningViewer {
  readonly shown = new Map<string, Shown>();
  readonly #url: string;
  readonly #key: string;
  readonly #models: readonly string[];
  #stopped = false;
  #lastId: string | undefined;
  #viewer: Viewer | undefined;
  readonly done: Promise<void>;

  constructor(url: string, key: string, models: readonly string[]) {
    this.#url = url;
    this.#key = key;
    this.#models = models;
    this.done = this.#run();
  }

  /** Whether it shows every model in that state, and so far. */
  shows(state: string, epochsDone: number): boolean {
    return this.#models.every((id) => {
      const shown = this.shown.get(id);
      return shown?.state === state && shown.epochsDone === epochsDone;
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#viewer?.close();
    await this.done;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        const viewer = await Viewer.open(this.#url, this.#key, this.#lastId);
        this.#viewer = viewer;
        if (this.#lastId === undefined) await this.#refresh(this.#models);
        await this.#follow(viewer);
      } catch {
        // The hub behind it is gone, or cannot answer: once more, through the balancer.
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  async #follow(viewer: Viewer): Promise<void> {
    for await (const { id, event, data } of viewer.events()) {
      if (event === 'resync') await this.#refresh(this.#models);
      if (event === 'change') {
        const { modelId } = JSON.parse(data) as { modelId: string };
        if (this.#models.includes(modelId)) await this.#refresh([modelId]);
      }
      // Only what has been looked at counts as seen.
      this.#lastId = id;
    }
  }

  async #refresh(models: readonly string[]): Promise<void> {
    for (const id of models) {
      const response = await fetch(`${this.#url}/app/v1/models/${id}`, {
        headers: { 'x-api-key': this.#key },
      });
      if (!response.ok) throw new Error(`${response.status}`);
      const { state, epochsDone } = (await response.json()) as Shown;
      this.shown.set(id, { state, epochsDone });
    }
  }
}
