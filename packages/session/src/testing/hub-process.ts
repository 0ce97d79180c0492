import { HubProcess as ServingProcess } from '../../../../test/hub-process.ts';
import { freePort } from '../../../server/test-support/free-port.ts';
import { HubClient } from '../client/hub-client.ts';
import { API_KEY } from './session-kit.ts';

/** The hub as a process of its own, on one port and data folder over all its lives. */
export class HubProcess {
  readonly client: HubClient;
  readonly #port: number;
  readonly #data: string;
  #serving: ServingProcess | undefined;

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

  /** Resolves when it serves. @throws Error when it ends instead */
  async start(): Promise<void> {
    this.#serving = await ServingProcess.start(this.#data, {
      TRAINYARD_PORT: String(this.#port),
      TRAINYARD_API_KEY: API_KEY,
    });
  }

  async kill(): Promise<void> {
    await this.#serving?.stop('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
