import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../free-port.ts';
import type { PostgresInstall } from './install-postgres.ts';

/** `nobody` and `nogroup`: PostgreSQL refuses to run as root. */
const NOBODY = 65534;

/** The only account of the server. */
const USER = 'trainyard';

/** A PostgreSQL of its own, on a free port of 127.0.0.1 and a folder that goes with it. */
export class PostgresServer implements AsyncDisposable {
  readonly version: string;
  readonly port: number;
  readonly #folder: string;
  readonly #home: string;
  #process: ChildProcess | undefined;

  private constructor(version: string, port: number, folder: string, home: string) {
    this.version = version;
    this.port = port;
    this.#folder = folder;
    this.#home = home;
  }

  static async start(install: PostgresInstall): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'trainyard-postgres-'));
    const home = homeOf(install, folder);
    if (isRoot()) chownSync(folder, NOBODY, NOBODY);
    const server = new PostgresServer(install.version, await freePort(), folder, home);
    const [command, args] = asUser(join(home, 'bin', 'initdb'), [
      `--pgdata=${join(folder, 'data')}`,
      `--username=${USER}`,
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ]);
    execFileSync(command, args, { stdio: ['ignore', 'ignore', 2], cwd: folder });
    await server.run();
    return server;
  }

  /** The address of one of its databases. */
  url(database = 'postgres'): string {
    return `postgres://${USER}@127.0.0.1:${this.port}/${database}`;
  }

  /** Starts it, or starts it again, and waits until it answers. */
  async run(): Promise<void> {
    const [command, args] = asUser(join(this.#home, 'bin', 'postgres'), [
      '-D',
      join(this.#folder, 'data'),
      '-p',
      String(this.port),
      '-h',
      '127.0.0.1',
      '-k',
      this.#folder,
      ...settings({ fsync: 'off', max_connections: '300', shared_buffers: '64MB' }),
    ]);
    const child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'ignore'],
      cwd: this.#folder,
    });
    this.#process = child;
    // However this process ends, the server ends with it.
    process.once('exit', () => child.kill('SIGQUIT'));
    while (!(await this.#answers())) {
      if (child.exitCode !== null) throw new Error(`PostgreSQL ended with ${child.exitCode}`);
      await pause(50);
    }
  }

  /** Ends it. @param signal `SIGINT` cuts connections off at once; `SIGQUIT` is a crash. */
  async stop(signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url() });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      return false;
    }
  }
}

/** Where the programs are run from: a copy, when another user could not reach the original. */
function homeOf({ folder, shared }: PostgresInstall, into: string): string {
  if (shared || !isRoot()) return folder;
  const home = join(into, 'postgres');
  cpSync(folder, home, { recursive: true, verbatimSymlinks: true });
  return home;
}

function asUser(command: string, args: readonly string[]): [string, string[]] {
  if (!isRoot()) return [command, [...args]];
  const drop = [
    '--pdeathsig=QUIT',
    `--reuid=${NOBODY}`,
    `--regid=${NOBODY}`,
    '--clear-groups',
    '--',
  ];
  return ['setpriv', [...drop, command, ...args]];
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function settings(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
