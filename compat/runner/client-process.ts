import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HubAccess } from './hub.ts';
import { PythonRun } from './python-run.ts';
import type { Client } from './types.ts';

const SCRIPTS = fileURLToPath(new URL('../python/', import.meta.url));

/** Where a proxied request ends: nothing listens there. */
const NOWHERE = 'http://127.0.0.1:9';

export interface ClientProcess {
  readonly client: Client;
  readonly python: string;
  readonly hub: HubAccess;
  /** Below `compat/python`, without `.py`. */
  readonly script: string;
  readonly args: readonly string[];
  /** A folder that stands for a machine: the client's settings, downloads and runs. */
  readonly home: string;
  readonly signal: AbortSignal;
}

/** Starts a script in a process of the real client, pointed at the hub as its user would. */
export function startClient(options: ClientProcess): PythonRun {
  const { client, python, hub, script, args, home, signal } = options;
  const work = join(home, 'work');
  const config = join(home, 'config');
  // Newer clients fall back to /tmp when their configuration folder is not there yet.
  for (const folder of [work, config]) mkdirSync(folder, { recursive: true });
  return new PythonRun(`${script}.py with ${client.name}`, {
    command: python,
    args: [join(SCRIPTS, `${script}.py`), ...args],
    cwd: work,
    signal,
    env: {
      ...clientEnvironment({ hub, client, home }),
      PYTHONPATH: SCRIPTS,
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONUNBUFFERED: '1',
      COMPAT_UNSUPPORTED: JSON.stringify(Object.keys(client.unsupported)),
      COMPAT_DEFECTS: JSON.stringify(Object.keys(client.defects)),
    },
  });
}

/** What a process beside or of a client finds in its environment. */
export function clientEnvironment({
  hub,
  client,
  home,
}: Pick<ClientProcess, 'hub' | 'client' | 'home'>): Record<string, string> {
  return {
    ...passedOn(),
    ...pointedAt(hub),
    HOME: home,
    YOLO_CONFIG_DIR: join(home, 'config'),
    ...client.variables,
  };
}

/** The lines that the hub prints for its users, and what the scripts read themselves. */
function pointedAt(hub: HubAccess): Record<string, string> {
  return {
    ULTRALYTICS_HUB_API: hub.url,
    ULTRALYTICS_HUB_WEB: hub.url,
    ULTRALYTICS_FIREBASE_AUTH_URL: `${hub.url}/v1/auth/password`,
    ULTRALYTICS_PLATFORM_URL: hub.url,
    COMPAT_URL: hub.url,
    COMPAT_KEY: hub.key,
    ...(hub.email && hub.password
      ? { COMPAT_EMAIL: hub.email, COMPAT_PASSWORD: hub.password }
      : {}),
  };
}

/** Little of our own environment: CI variables would switch the clients' integrations off. */
function passedOn(): Record<string, string> {
  const env: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    LANG: 'C.UTF-8',
    // Whatever is not this hub (vendor hosts, analytics, fonts, PyPI) is refused at once.
    http_proxy: NOWHERE,
    https_proxy: NOWHERE,
    no_proxy: '127.0.0.1,localhost',
    // The clients then skip their look-outs for the internet, which only cost time here.
    YOLO_OFFLINE: 'true',
  };
  for (const name of ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE', 'TMPDIR']) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}
