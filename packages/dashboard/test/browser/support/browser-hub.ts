import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHub, type Hub } from '@trainyard/server';

/** A hub of its own, and a trainer that talks to it as real ones do: by HTTP. */
export class BrowserHub {
  readonly key = randomBytes(21).toString('hex');
  readonly data: string;
  readonly password: string | undefined;
  #hub: Hub | undefined;
  #port = 0;

  private constructor(data: string, password: string | undefined) {
    this.data = data;
    this.password = password;
  }

  static async start(password?: string): Promise<BrowserHub> {
    const hub = new BrowserHub(await mkdtemp(join(tmpdir(), 'trainyard-browser-')), password);
    await hub.up();
    return hub;
  }

  get url(): string {
    return this.#hub!.url;
  }

  /** Starts the hub, at the same address as before. */
  async up(): Promise<void> {
    this.#hub = await createHub({
      data: this.data,
      apiKey: this.key,
      ownerPassword: this.password,
      port: this.#port,
      logLevel: 'silent',
      privateWebhooks: 'allow',
      heartbeatSeconds: 0,
      graceSeconds: 3600,
    });
    this.#port = Number(new URL(this.#hub.url).port);
  }

  async down(): Promise<void> {
    await this.#hub?.close();
  }

  async end(): Promise<void> {
    await this.down();
    await rm(this.data, { recursive: true, force: true });
  }

  /** The one-time link that signs the owner in. */
  async signInLink(): Promise<string> {
    return this.url + (await this.#hub!.signInPath());
  }

  // biome-ignore lint/suspicious/noExplicitAny: replies of every shape.
  async call(method: string, path: string, body?: unknown): Promise<any> {
    const form = body instanceof FormData;
    const response = await fetch(this.url + path, {
      method,
      headers: {
        'x-api-key': this.key,
        ...(body !== undefined && !form && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: form ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  async model(name: string, more: object = {}): Promise<string> {
    const { data } = await this.call('POST', '/v1/models', { meta: { name }, ...more });
    return data.id;
  }

  /** Sends epochs as the Python client does: each one's metrics as a JSON string. */
  metrics(id: string, epochs: Readonly<Record<number, Record<string, number>>>): Promise<unknown> {
    const metrics = Object.fromEntries(
      Object.entries(epochs).map(([epoch, values]) => [epoch, JSON.stringify(values)]),
    );
    return this.call('POST', `/v1/models/${id}`, { type: 'metrics', metrics });
  }

  checkpoint(
    id: string,
    type: 'epoch' | 'final',
    fields: Record<string, string>,
  ): Promise<unknown> {
    const form = new FormData();
    for (const [name, value] of Object.entries({ type, ...fields })) form.set(name, value);
    form.set('best.pt', new Blob([randomBytes(4096)]), 'best.pt');
    return this.call('POST', `/v1/models/${id}/upload`, form);
  }
}
