import { randomBytes } from 'node:crypto';
import { HubProcess } from '../../test/hub-process.ts';

/** The hub as a user starts it, with an empty data folder. */
export class Trainyard implements AsyncDisposable {
  readonly key: string;
  readonly #hub: HubProcess;

  private constructor(hub: HubProcess, key: string) {
    this.#hub = hub;
    this.key = key;
  }

  /** @param key the owner's API key; a new one when absent */
  static async start(
    data: string,
    signal: AbortSignal,
    key = randomBytes(21).toString('hex'),
  ): Promise<Trainyard> {
    // Tests are silent; a hub that nobody has told how much to log says what went wrong.
    const env = { TRAINYARD_API_KEY: key, TRAINYARD_LOG_LEVEL: 'warn' };
    const hub = await HubProcess.start(data, env);
    signal.addEventListener('abort', () => hub.process.kill('SIGKILL'), { once: true });
    return new Trainyard(hub, key);
  }

  get url(): string {
    return this.#hub.url;
  }

  get pid(): number {
    return this.#hub.process.pid!;
  }

  get headers(): Record<string, string> {
    return { 'x-api-key': this.key };
  }

  /** A new model's id. */
  async model(): Promise<string> {
    const reply = await this.request('POST', '/v1/models', {});
    return (reply as { data: { id: string } }).data.id;
  }

  /** How many points are stored of a model. */
  async countPoints(model: string): Promise<number> {
    const reply = await this.request('GET', `/v1/models/${model}/metrics`);
    const { data } = reply as { data: { data: Record<string, unknown> }[] };
    return data.reduce((sum, series) => sum + Object.keys(series.data).length, 0);
  }

  /** @throws Error when it is refused */
  async request(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...this.headers,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    return JSON.parse(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#hub.stop();
  }
}
