import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../server/test-support/free-port.ts';
import { HubClient } from '../client/hub-client.ts';
import { API_KEY } from './session-kit.ts';

const MAIN = fileURLToPath(new URL('../../../cli/src/main.js', import.meta.url));

/** The hub as a process of its own, on one port and data folder over all its lives. */
export class HubProcess {
  readonly client: HubClient;
  readonly #port: number;
  readonly #data: string;
  #process: ChildProcess | null = null;

  private constructor(port: number, data: string) {
    this.#port = port;
    this.#data = data;
    this.client = new HubClient(`http://127.0.0.1:${port}`, API_KEY);
  }

  static async start(data: string): Promise<HubProcess> {
    const hub = new HubProcess(await freePort(), data);
    await hub.start();
    return hub;
  }

  /** Resolves when it has printed its address. @throws Error when it ends instead */
  async start(): Promise<void> {
    const args = ['serve', '--port', `${this.#port}`, '--data', this.#data, '--api-key', API_KEY];
    const child = spawn(process.execPath, [MAIN, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    const started = once(child.stdout, 'data');
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the hub ended with ${code}`);
    });
    // Later it may.
    ended.catch(() => {});
    await Promise.race([started, ended]);
  }

  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
