import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { s3Client } from '../src/blobs/s3/bucket.ts';
import { parseS3Location } from '../src/blobs/s3/s3-location.ts';
import { freePort } from './free-port.ts';

/** An S3 server (Apache-2.0) that keeps objects as files; built by Go, once, from its module. */
const MODULE = 'github.com/versity/versitygw/cmd/versitygw';
export const VERSION = 'v1.8.0';

/** Objects of these tests lie here, each hub's below a prefix of its own. */
const BUCKET = 'trainyard-test';

/** Building takes a minute or two. */
const BUILD_MS = 15 * 60 * 1000;

/** The server's program, built when it is not there yet. @throws when Go is not there, or fails */
export function s3ServerProgram(): string {
  const folder = join(homedir(), '.cache', 'trainyard-servers', `versitygw-${VERSION}`);
  const program = join(folder, 'versitygw');
  if (existsSync(program)) return program;
  const go = existsSync('/usr/local/go/bin/go') ? '/usr/local/go/bin/go' : 'go';
  mkdirSync(folder, { recursive: true });
  process.stdout.write(`building ${MODULE} ${VERSION}…\n`);
  const { status, error, stderr } = spawnSync(go, ['install', `${MODULE}@${VERSION}`], {
    env: { ...process.env, GOBIN: folder, CGO_ENABLED: '0' },
    encoding: 'utf8',
    timeout: BUILD_MS,
  });
  if (status !== 0) throw error ?? new Error(`go install ${MODULE}@${VERSION} failed:\n${stderr}`);
  return program;
}

/** A real S3 server on a free port, with one empty bucket in a folder of its own. */
export class S3Server implements AsyncDisposable {
  readonly endpoint: string;
  readonly bucket = BUCKET;
  readonly folder: string;
  readonly #port: number;
  #process: ChildProcess | undefined;

  private constructor(port: number, folder: string) {
    this.#port = port;
    this.folder = folder;
    this.endpoint = `http://127.0.0.1:${port}`;
  }

  /** Sets `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` of this process, as an operator would. */
  static async start(): Promise<S3Server> {
    process.env['AWS_ACCESS_KEY_ID'] ??= 'trainyard';
    process.env['AWS_SECRET_ACCESS_KEY'] ??= randomBytes(20).toString('hex');
    const folder = await mkdtemp(join(tmpdir(), 'trainyard-s3-'));
    const server = new S3Server(await freePort(), folder);
    await server.resume();
    const location = parseS3Location(server.url());
    const client = s3Client(location, location.endpoint);
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    client.destroy();
    return server;
  }

  /** `TRAINYARD_BLOBS_URL` for a prefix of its own, with these parameters besides the endpoint. */
  url(parameters: Readonly<Record<string, string>> = {}, prefix = randomPrefix()): string {
    const query = new URLSearchParams({ endpoint: this.endpoint, ...parameters });
    return `s3://${BUCKET}/${prefix}?${query}`;
  }

  /** Ends the server; what it has stored stays. */
  async stop(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    if (!running || running.exitCode !== null) return;
    running.kill('SIGKILL');
    await once(running, 'exit');
  }

  /** Starts it again, at the same address. */
  async resume(): Promise<void> {
    const running = spawn(
      s3ServerProgram(),
      ['--port', `127.0.0.1:${this.#port}`, '--quiet', 'posix', this.folder],
      {
        stdio: 'ignore',
        env: {
          ...process.env,
          ROOT_ACCESS_KEY_ID: process.env['AWS_ACCESS_KEY_ID'],
          ROOT_SECRET_ACCESS_KEY: process.env['AWS_SECRET_ACCESS_KEY'],
        },
      },
    );
    this.#process = running;
    // However this process ends, the server ends with it.
    process.once('exit', () => running.kill('SIGKILL'));
    while (!(await answers(this.endpoint))) {
      if (running.exitCode !== null) throw new Error('the S3 server ended at its start');
      await delay(50);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function randomPrefix(): string {
  return `hub-${randomBytes(6).toString('hex')}`;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    async (response) => {
      await response.body?.cancel();
      return true;
    },
    () => false,
  );
}
