import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../packages/cli/src/main.js', import.meta.url));

/** `trainyard serve` in a process of its own, as a user starts it. */
export class HubProcess {
  readonly url: string;
  /** What it has printed so far. */
  readonly output: readonly string[];
  readonly process: ChildProcess;

  private constructor(process: ChildProcess, url: string, output: readonly string[]) {
    this.process = process;
    this.url = url;
    this.output = output;
  }

  /** Starts a hub and waits until it says that it runs and has printed how to train. */
  static async start(
    data: string,
    env: Record<string, string> = {},
    flags: readonly string[] = [],
  ): Promise<HubProcess> {
    const child = spawnHub(data, env, flags);
    const output: string[] = [];
    let url: string | undefined;
    for await (const line of createInterface({ input: child.stdout! })) {
      output.push(line);
      url ??= /running at +(\S+)/.exec(line)?.[1];
      if (url && /Stop with Ctrl-C/.test(line)) return new HubProcess(child, url, output);
    }
    throw new Error(`the hub ended before it served:\n${output.join('\n')}`);
  }

  /** Sends a signal and waits for the end; of one that has ended there is nothing to wait for. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<{ code: number | null }> {
    const { exitCode, signalCode } = this.process;
    if (exitCode !== null || signalCode !== null) return { code: exitCode };
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    const [code] = (await ended) as [number | null];
    return { code };
  }
}

/** Runs a hub that is not expected to serve; gives its exit code and what it wrote to stderr. */
export async function failingHub(
  data: string,
  env: Record<string, string> = {},
  flags: readonly string[] = [],
): Promise<{ code: number | null; stderr: string }> {
  const child = spawnHub(data, env, flags, 'pipe');
  let stderr = '';
  child.stderr!.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

function spawnHub(
  data: string,
  env: Record<string, string>,
  flags: readonly string[],
  stderr: 'inherit' | 'pipe' = 'inherit',
): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('TRAINYARD_'));
  return spawn(process.execPath, [MAIN, 'serve', ...flags], {
    stdio: ['ignore', 'pipe', stderr],
    env: {
      ...Object.fromEntries(inherited),
      TRAINYARD_DATA: data,
      TRAINYARD_PORT: '0',
      TRAINYARD_LOG_LEVEL: 'silent',
      ...env,
    },
  });
}
