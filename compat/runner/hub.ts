import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';

/** All that a case knows of a hub. */
export interface HubAccess {
  /** Without a slash at its end. */
  readonly url: string;
  readonly key: string;
  readonly email: string | undefined;
  readonly password: string | undefined;
}

/** A hub for this run: someone else's, or one that was started for it. */
export interface RunningHub extends HubAccess {
  /** The last lines it printed; empty for someone else's. */
  tail(): string;
  stop(): Promise<void>;
  /** Switches the hub off and on again; undefined for someone else's. */
  readonly power: HubPower | undefined;
}

/** A hub that was started for this run can be away for a while, on the same data and address. */
export interface HubPower {
  off(): Promise<void>;
  /** `kill -9`: it gets to do nothing more. */
  cut(): Promise<void>;
  on(): Promise<void>;
}

const START_SECONDS = 120;
const STOP_SECONDS = 15;
const TAIL_LINES = 40;

/** Someone else's hub, left as it is but for what the cases make in it. */
export async function attach(access: HubAccess): Promise<RunningHub> {
  const hub = { ...access, url: access.url.replace(/\/+$/, '') };
  await ready(hub.url, AbortSignal.timeout(10_000));
  return { ...hub, tail: () => '', stop: async () => {}, power: undefined };
}

/**
 * Starts a hub as a user does, on an empty data folder `data`, on a port of its choosing, with its
 * files there or in a bucket.
 *
 * `TRAINYARD_COMPAT_DIRECT=1` leaves out `npm start` and the set-up before it: for a tree in which
 * others are at work.
 */
export async function start(
  root: string,
  data: string,
  blobsUrl: string | undefined,
): Promise<RunningHub> {
  const key = randomBytes(21).toString('hex');
  const password = randomBytes(12).toString('base64url');
  const email = 'owner@example.org';
  const lines: string[] = [];
  const variables = {
    TRAINYARD_HOST: '127.0.0.1',
    TRAINYARD_DATA: data,
    TRAINYARD_API_KEY: key,
    TRAINYARD_OWNER_EMAIL: email,
    TRAINYARD_OWNER_PASSWORD: password,
    ...(blobsUrl && { TRAINYARD_BLOBS_URL: blobsUrl }),
  };
  const launch = (port: string): Promise<Launched> =>
    launchHub(root, { ...variables, TRAINYARD_PORT: port }, lines);
  let { url, child } = await launch('0');
  const off = (): Promise<void> => end(child);
  const cut = (): Promise<void> => end(child, 'SIGKILL');
  const on = async (): Promise<void> => {
    ({ url, child } = await launch(new URL(url).port));
  };
  const tail = (): string => lines.join('\n');
  return { url, key, email, password, tail, stop: off, power: { off, cut, on } };
}

interface Launched {
  readonly url: string;
  readonly child: ChildProcess;
}

async function launchHub(
  root: string,
  variables: Readonly<Record<string, string>>,
  lines: string[],
): Promise<Launched> {
  const direct = [process.execPath, 'packages/cli/src/main.js', 'serve'] as const;
  const [command, ...args] =
    process.env['TRAINYARD_COMPAT_DIRECT'] === '1' ? direct : (['npm', 'start'] as const);
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: npm, its shell and the hub are stopped together.
    detached: true,
  });
  try {
    const url = await firstUrl(child, lines);
    await ready(url, AbortSignal.timeout(START_SECONDS * 1000));
    return { url, child };
  } catch (error) {
    await end(child);
    throw new Error(`the hub did not start: ${String(error)}\n${lines.join('\n')}`);
  }
}

/** The URL that the hub prints once it listens; its other lines are kept for a failure. */
function firstUrl(child: ChildProcess, lines: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`no URL in ${START_SECONDS} s`)),
      START_SECONDS * 1000,
    );
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      act();
    };
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (lines.length > TAIL_LINES) lines.shift();
        const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
        if (url) settle(() => resolve(url));
      });
    }
    child.on('error', (error) => settle(() => reject(error)));
    child.on('exit', (code, signal) => {
      lines.push(`(the hub left with ${signal ?? code})`);
      settle(() => reject(new Error(`left with ${signal ?? code}`)));
    });
  });
}

/** Asks until the hub says that its database and blobs answer. */
async function ready(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const reply = await fetch(`${url}/readyz`, { signal }).catch((error: unknown) => {
      if (signal.aborted) throw new Error(`${url}/readyz does not answer: ${String(error)}`);
      return undefined;
    });
    if (reply?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** SIGTERM to the group, as a service manager does; SIGKILL if it has not left in time. */
async function end(child: ChildProcess, first: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.pid === undefined) return;
  const left = new Promise<void>((resolve) => child.once('close', () => resolve()));
  if (child.exitCode !== null) return;
  signalGroup(child.pid, first);
  const timer = setTimeout(() => signalGroup(child.pid!, 'SIGKILL'), STOP_SECONDS * 1000);
  await left;
  clearTimeout(timer);
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
