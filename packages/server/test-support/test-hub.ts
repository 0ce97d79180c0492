import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHub, type Hub, type HubOptions } from '../src/index.ts';
import { type FreshDatabase, freshDatabase, testServer } from './postgres/fresh-database.ts';

/** What came back, its JSON parsed. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies of every shape.
  readonly body: any;
  readonly headers: Headers;
}

export interface RequestOptions {
  readonly body?: unknown;
  /** An API key; the owner's when absent, none when null. */
  readonly key?: string | null;
  readonly headers?: Record<string, string>;
}

/**
 * A real hub on a free port, a folder and, where the tests are given a PostgreSQL, a database of
 * its own, with the owner's key.
 */
export class TestHub implements AsyncDisposable {
  readonly key: string;
  readonly data: string;
  #hub: Hub;
  readonly #options: HubOptions;
  readonly #database: FreshDatabase | undefined;

  private constructor(hub: Hub, options: HubOptions, parts: Parts) {
    this.#hub = hub;
    this.#options = options;
    this.data = parts.data;
    this.key = parts.key;
    this.#database = parts.database;
  }

  static async start(options: HubOptions = {}): Promise<TestHub> {
    const data = await mkdtemp(join(tmpdir(), 'trainyard-test-'));
    const key = randomBytes(21).toString('hex');
    const server = options.databaseUrl === undefined ? testServer() : undefined;
    const database = server === undefined ? undefined : await freshDatabase(server);
    const databaseUrl = database?.url;
    const given = { databaseUrl, ...blobsOfOne(), ...options };
    const all = { data, apiKey: key, port: 0, logLevel: 'silent', ...given };
    return new TestHub(await createHub(all), all, { data, key, database });
  }

  get url(): string {
    return this.#hub.url;
  }

  /** Its own origin, where `url` is that of a proxy before it. */
  get listensAt(): string {
    return `http://127.0.0.1:${this.#options.port}`;
  }

  get hub(): Hub {
    return this.#hub;
  }

  async request(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const { body, key = this.key, headers = {} } = options;
    const response = await fetch(path.startsWith('http') ? path : this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(key === null ? {} : { 'x-api-key': key }),
        ...(body === undefined || body instanceof FormData
          ? {}
          : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: asBody(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: parsed(text), headers: response.headers };
  }

  /** Uploads one file with its fields, as hub-sdk does: fields first. */
  upload(
    path: string,
    fields: Record<string, string>,
    file: { name: string; content: Uint8Array<ArrayBuffer> },
    options: RequestOptions = {},
  ): Promise<Answer> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set(file.name, new Blob([file.content]), file.name);
    return this.request('POST', path, { ...options, body: form });
  }

  /** A new model's id. */
  async model(body: object = {}): Promise<string> {
    const answer = await this.request('POST', '/v1/models', { body });
    return answer.body.data.id;
  }

  /** Another account, with a key of its own. */
  async member(email: string): Promise<{ key: string; userId: string }> {
    const password = 'a long enough password';
    const created = await this.request('POST', '/v1/users', { body: { email, password } });
    const signedIn = await this.request('POST', '/v1/auth/password', { body: { email, password } });
    const made = await this.request('POST', '/app/v1/api-keys', {
      key: null,
      headers: { authorization: `Bearer ${signedIn.body.idToken}` },
      body: { name: 'test' },
    });
    return { key: made.body.key, userId: created.body.data.id };
  }

  /** Stops the hub and starts another on the same data. */
  async restart(options: HubOptions = {}): Promise<void> {
    await this.#hub.close();
    this.#hub = await createHub({ ...this.#options, ...options });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#hub.close();
    await this.#database?.drop();
    await rm(this.data, { recursive: true, force: true });
  }
}

interface Parts {
  readonly data: string;
  readonly key: string;
  readonly database: FreshDatabase | undefined;
}

/** `npm run test:s3` names a bucket: every hub then keeps its blobs there, each by itself. */
function blobsOfOne(): HubOptions {
  const url = process.env['TRAINYARD_TEST_BLOBS_URL'];
  if (url === undefined) return {};
  return { blobsUrl: url.replace('?', `/hub-${randomBytes(6).toString('hex')}?`) };
}

function asBody(body: unknown): string | FormData {
  if (typeof body === 'string' || body instanceof FormData) return body;
  return JSON.stringify(body);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
