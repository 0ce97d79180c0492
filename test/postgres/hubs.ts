import { randomBytes } from 'node:crypto';
import pg from 'pg';
import {
  type FreshDatabase,
  freshDatabase,
  testServer,
} from '../../packages/server/test-support/postgres/fresh-database.ts';
import { S3Server } from '../../packages/server/test-support/s3-server.ts';
import { HubProcess } from '../hub-process.ts';

/** What a hub answered. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: replies of every shape.
  readonly body: any;
}

/** Real hub processes on one PostgreSQL database and one bucket, with the owner's key. */
export class Hubs implements AsyncDisposable {
  readonly key = randomBytes(21).toString('hex');
  readonly databaseUrl: string;
  readonly blobsUrl: string;
  readonly running: HubProcess[] = [];
  readonly #drop: () => Promise<void>;
  readonly #s3: S3Server;
  #sql: pg.Client | undefined;

  private constructor({ url, drop }: FreshDatabase, s3: S3Server) {
    this.databaseUrl = url;
    this.#s3 = s3;
    this.blobsUrl = s3.url();
    this.#drop = drop;
  }

  /** Starts hubs on an empty database, all at the same moment. */
  static async start(count: number, server = testServer()): Promise<Hubs> {
    if (server === undefined) throw new Error('run it by npm run test:postgres');
    const hubs = new Hubs(await freshDatabase(server, { bare: true }), await S3Server.start());
    const started = await Promise.allSettled(Array.from({ length: count }, () => hubs.add()));
    const failed = started.find(({ status }) => status === 'rejected');
    if (failed?.status !== 'rejected') return hubs;
    // Those that run would keep the tests from ending.
    await hubs[Symbol.asyncDispose]();
    throw failed.reason;
  }

  /** Starts another one. */
  async add(): Promise<HubProcess> {
    // With both elsewhere a process makes no folder.
    const hub = await HubProcess.start('/nonexistent', {
      TRAINYARD_DATABASE_URL: this.databaseUrl,
      TRAINYARD_BLOBS_URL: this.blobsUrl,
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
    await this.#s3[Symbol.asyncDispose]();
  }
}
