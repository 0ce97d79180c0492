import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  type FreshDatabase,
  freshDatabase,
  testServer,
} from '../../packages/server/test-support/postgres/fresh-database.ts';
import { HubProcess } from '../hub-process.ts';

/** What a hub answered. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: replies of every shape.
  readonly body: any;
}

/** Real hub processes on one PostgreSQL database, with the owner's key. */
export class Hubs implements AsyncDisposable {
  readonly key = randomBytes(21).toString('hex');
  readonly databaseUrl: string;
  readonly running: HubProcess[] = [];
  readonly #drop: () => Promise<void>;
  readonly #folders: string[] = [];
  #sql: pg.Client | undefined;

  private constructor({ url, drop }: FreshDatabase) {
    this.databaseUrl = url;
    this.#drop = drop;
  }

  /** Starts hubs on an empty database, all at the same moment. */
  static async start(count: number, server = testServer()): Promise<Hubs> {
    if (server === undefined) throw new Error('run it by npm run test:postgres');
    const hubs = new Hubs(await freshDatabase(server, { bare: true }));
    await Promise.all(Array.from({ length: count }, () => hubs.add()));
    return hubs;
  }

  /** Starts another one. */
  async add(): Promise<HubProcess> {
    const data = await mkdtemp(join(tmpdir(), 'trainyard-hubs-'));
    this.#folders.push(data);
    const hub = await HubProcess.start(data, {
      TRAINYARD_DATABASE_URL: this.databaseUrl,
      TRAINYARD_API_KEY: this.key,
      TRAINYARD_OWNER_PASSWORD: 'a long enough password',
    });
    this.running.push(hub);
    return hub;
  }

  /** Sends a request to one of them. */
  async ask(
    hub: HubProcess,
    method: string,
    path: string,
    body?: unknown,
    key = this.key,
  ): Promise<Reply> {
    const response = await fetch(hub.url + path, {
      method,
      headers: {
        'x-api-key': key,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : text,
    };
  }

  /** A new model's id. */
  async model(hub: HubProcess): Promise<string> {
    return (await this.ask(hub, 'POST', '/v1/models', {})).body.data.id;
  }

  /** Sends the metrics of one epoch. */
  epoch(hub: HubProcess, model: string, epoch: number, loss = epoch / 8): Promise<Reply> {
    const metrics = { [epoch]: { loss } };
    return this.ask(hub, 'POST', `/v1/models/${model}`, { type: 'metrics', metrics });
  }

  /** The values of a model's series `loss`, by epoch. */
  async losses(hub: HubProcess, model: string): Promise<Record<string, number>> {
    const { body } = await this.ask(hub, 'GET', `/v1/models/${model}/metrics`);
    return body.data[0].data;
  }

  /** Looks into the database itself. */
  async sql(statement: string, parameters: unknown[] = []): Promise<Record<string, unknown>[]> {
    if (!this.#sql) {
      this.#sql = new pg.Client({ connectionString: this.databaseUrl });
      this.#sql.on('error', () => {});
      await this.#sql.connect();
    }
    return (await this.#sql.query(statement, parameters)).rows;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sql?.end();
    const alive = this.running.filter(
      ({ process }) => process.exitCode === null && !process.killed,
    );
    await Promise.all(alive.map((hub) => hub.stop('SIGTERM')));
    await this.#drop();
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true });
  }
}
