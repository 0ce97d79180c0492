import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../packages/server/test-support/free-port.ts';

/** How long a peer may take until it answers. */
const START_SECONDS = 180;

export interface PeerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A peer's server on a free port, with all the processes that it starts. */
export class ServerProcess implements AsyncDisposable {
  readonly url: string;
  readonly process: ChildProcess;

  private constructor(url: string, process: ChildProcess) {
    this.url = url;
    this.process = process;
  }

  /**
   * Starts a server and waits until it answers.
   * @param command makes its command line from the port
   * @param health the path that it answers with a 2xx as soon as it serves
   */
  static async start(
    command: (port: number) => PeerCommand,
    { health, signal }: { readonly health: string; readonly signal: AbortSignal },
  ): Promise<ServerProcess> {
    const port = await freePort();
    const { command: file, args, cwd, env } = command(port);
    signal.throwIfAborted();
    const child = spawn(file, args, {
      ...(cwd !== undefined && { cwd }),
      detached: true,
      stdio: 'ignore',
      env: { ...process.env, ...env },
    });
    const server = new ServerProcess(`http://127.0.0.1:${port}`, child);
    signal.addEventListener('abort', () => server.#kill('SIGKILL'), { once: true });
    for (const deadline = Date.now() + START_SECONDS * 1000; Date.now() < deadline; ) {
      const ended = child.exitCode ?? child.signalCode;
      if (ended !== null) throw new Error(`${file} ended with ${ended}`);
      const answer = await fetch(server.url + health).catch(() => undefined);
      await answer?.arrayBuffer();
      if (answer?.ok) return server;
      await wait(100);
    }
    server.#kill('SIGKILL');
    throw new Error(`${file} did not answer within ${START_SECONDS} s`);
  }

  /** Stops it from taking processor time while others are measured, all its processes included. */
  pause(): void {
    this.#kill('SIGSTOP');
  }

  resume(): void {
    this.#kill('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.#kill('SIGTERM');
    this.resume();
    const forced = setTimeout(() => this.#kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(forced);
    // Workers that outlived their parent.
    this.#kill('SIGKILL');
  }

  #kill(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.process.pid!, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
