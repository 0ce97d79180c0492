import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type PythonPeer, pythonPeer } from './python-peer.ts';
import { ServerProcess } from './server-process.ts';

const REQUIREMENT = 'mlflow==3.17.2';

/** Its statistics of use would be sent to its makers. */
const SILENT = { MLFLOW_DISABLE_TELEMETRY: 'true', DO_NOT_TRACK: 'true' };

/** MLflow's tracking server on its SQLite store. */
export class Mlflow implements AsyncDisposable {
  readonly version: string;
  /** The environment that its client is installed in too. */
  readonly peer: Pick<PythonPeer, 'bin'>;
  readonly #server: ServerProcess;

  private constructor(server: ServerProcess, { bin, version }: PythonPeer) {
    this.#server = server;
    this.version = version;
    this.peer = { bin };
  }

  /**
   * Starts `mlflow server` as its documentation does, on a store in `folder`.
   * @param workers processes; the default is MLflow's own
   */
  static async start(folder: string, signal: AbortSignal, workers?: number): Promise<Mlflow> {
    const peer = await pythonPeer('mlflow', REQUIREMENT);
    await mkdir(folder, { recursive: true });
    const server = await ServerProcess.start(
      (port) => ({
        command: join(peer.bin, 'mlflow'),
        args: [
          'server',
          ...['--host', '127.0.0.1', '--port', String(port)],
          ...[
            '--backend-store-uri',
            storeIn(folder),
            '--artifacts-destination',
            join(folder, 'artifacts'),
          ],
          ...(workers === undefined ? [] : ['--workers', String(workers)]),
        ],
        cwd: folder,
        env: SILENT,
      }),
      { health: '/health', signal },
    );
    return new Mlflow(server, peer);
  }

  /** Lets its command line make an empty store in `folder`, so that it can be filled before a start. */
  static async makeStore(folder: string, signal: AbortSignal): Promise<void> {
    const { bin } = await pythonPeer('mlflow', REQUIREMENT);
    await mkdir(folder, { recursive: true });
    await promisify(execFile)(join(bin, 'mlflow'), ['experiments', 'search'], {
      ...{ cwd: folder, signal },
      env: { ...process.env, ...SILENT, MLFLOW_TRACKING_URI: storeIn(folder) },
    });
  }

  get url(): string {
    return this.#server.url;
  }

  get server(): ServerProcess {
    return this.#server;
  }

  /** Starts so many runs, one after the other; gives their ids. */
  async runs(count: number): Promise<string[]> {
    const ids: string[] = [];
    while (ids.length < count) ids.push(await this.#run());
    return ids;
  }

  async #run(): Promise<string> {
    const body = { experiment_id: '0', start_time: Date.now() };
    const reply = await this.post('runs/create', body);
    return (reply as { run: { info: { run_id: string } } }).run.info.run_id;
  }

  /** @throws Error when it refuses */
  async post(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}/api/2.0/mlflow/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`MLflow: ${response.status} ${text.slice(0, 300)}`);
    return JSON.parse(text);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]();
  }
}

function storeIn(folder: string): string {
  return `sqlite:///${join(folder, 'mlflow.db')}`;
}
