import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../packages/server/test-support/free-port.ts';
import { freshDatabase } from '../../packages/server/test-support/postgres/fresh-database.ts';
import { installPostgres18 } from '../../packages/server/test-support/postgres/install-postgres.ts';
import { PostgresServer } from '../../packages/server/test-support/postgres/postgres-server.ts';
import { S3Server } from '../../packages/server/test-support/s3-server.ts';
import { HubProcess } from '../hub-process.ts';
import { NginxProcess } from '../nginx-process.ts';

const HUBS = 3;

/** Three hub processes behind nginx, with nothing of their own: all is in PostgreSQL and a bucket. */
export class Cluster implements AsyncDisposable {
  readonly key = randomBytes(21).toString('hex');
  readonly password = 'a long enough password';
  readonly hubs: HubProcess[] = [];
  readonly #parts = new AsyncDisposableStack();
  folder!: string;
  postgres!: PostgresServer;
  s3!: S3Server;
  databaseUrl!: string;
  blobsUrl!: string;
  /** Where people and trainers reach it: nginx. */
  url!: string;
  #ports!: number[];
  #front!: number;

  static async start(): Promise<Cluster> {
    const cluster = new Cluster();
    try {
      await cluster.#start();
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #start(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'trainyard-cluster-'));
    this.#parts.defer(() => rm(this.folder, { recursive: true, force: true }));
    this.postgres = this.#parts.use(await PostgresServer.start(installPostgres18()));
    this.s3 = this.#parts.use(await S3Server.start());
    this.databaseUrl = (await freshDatabase(this.postgres.url(), { bare: true })).url;
    this.blobsUrl = this.s3.url();
    this.#ports = await Promise.all(Array.from({ length: HUBS }, freePort));
    this.#front = await freePort();
    this.url = `http://127.0.0.1:${this.#front}`;
    this.#parts.defer(() => this.#endHubs());
    await Promise.all(this.#ports.map((_, number) => this.up(number)));
    const addresses = this.#ports.map((port) => `http://127.0.0.1:${port}`);
    this.#parts.use(await NginxProcess.start(this.#front, addresses));
  }

  /** The address of one hub, past nginx. */
  addressOf(number: number): string {
    return `http://127.0.0.1:${this.#ports[number]}`;
  }

  /** Starts one hub, at its address. @param variables more of them for this one */
  async up(number: number, variables: Readonly<Record<string, string>> = {}): Promise<void> {
    this.hubs[number] = await HubProcess.start(join(this.folder, 'not-there'), {
      TRAINYARD_DATABASE_URL: this.databaseUrl,
      TRAINYARD_BLOBS_URL: this.blobsUrl,
      TRAINYARD_URL: this.url,
      TRAINYARD_API_KEY: this.key,
      TRAINYARD_OWNER_PASSWORD: this.password,
      TRAINYARD_PORT: String(this.#ports[number]),
      ...variables,
    });
  }

  /** Ends one hub. */
  async down(number: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await this.hubs[number]!.stop(signal);
  }

  /** Asks with the owner's key. @param at where; nginx when absent @throws for anything but a 2xx */
  // biome-ignore lint/suspicious/noExplicitAny: replies of every shape.
  async ask(method: string, path: string, body?: object, at = this.url): Promise<any> {
    const response = await fetch(at + path, {
      method,
      headers: {
        'x-api-key': this.key,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
  }

  /** A figure that one hub shows at `/metrics`. */
  async figure(number: number, name: string): Promise<number> {
    const text: string = await this.ask('GET', '/metrics', undefined, this.addressOf(number));
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  }

  async #endHubs(): Promise<void> {
    await Promise.all(this.hubs.map((hub) => hub.stop('SIGKILL')));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#parts.disposeAsync();
  }
}
