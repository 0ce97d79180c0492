import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PythonPeer, pythonPeer } from './python-peer.ts';
import { ServerProcess } from './server-process.ts';

const REQUIREMENT = 'trackio==0.43.0';
const SERVE = fileURLToPath(new URL('../python/trackio_serve.py', import.meta.url));
const WRITE_TOKEN = 'w'.repeat(42);

/** Where Trackio keeps its data, and that it asks nothing of Hugging Face. */
export function trackioEnvironment(folder: string): Record<string, string> {
  return { TRACKIO_DIR: folder, HF_HUB_OFFLINE: '1', HF_HUB_DISABLE_TELEMETRY: '1' };
}

/** Trackio's package, whose `trackio.log` needs no server. */
export function trackioPeer(): Promise<PythonPeer> {
  return pythonPeer('trackio', REQUIREMENT);
}

/** Trackio's own server, as `trackio.show` starts it. */
export class Trackio implements AsyncDisposable {
  readonly version: string;
  readonly headers = { 'x-trackio-write-token': WRITE_TOKEN };
  readonly #server: ServerProcess;

  private constructor(server: ServerProcess, { version }: PythonPeer) {
    this.#server = server;
    this.version = version;
  }

  /**
   * @param folder where it stores
   * @param synced whether its database syncs every commit; by its default it syncs none
   */
  static async start(
    folder: string,
    signal: AbortSignal,
    { synced }: { readonly synced: boolean },
  ): Promise<Trackio> {
    const peer = await trackioPeer();
    await mkdir(folder, { recursive: true });
    const server = await ServerProcess.start(
      (port) => ({
        command: join(peer.bin, 'python'),
        args: [SERVE, String(port)],
        cwd: folder,
        env: {
          ...trackioEnvironment(folder),
          TRACKIO_WRITE_TOKEN: WRITE_TOKEN,
          PYTHONDONTWRITEBYTECODE: '1',
          ...(synced && { TRACKIO_SQLITE_SYNCHRONOUS: 'full' }),
        },
      }),
      { health: '/version', signal },
    );
    return new Trackio(server, peer);
  }

  get url(): string {
    return this.#server.url;
  }

  get server(): ServerProcess {
    return this.#server;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]();
  }
}
