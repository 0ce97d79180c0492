import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHub } from '@trainyard/server';
import { HubClient } from '@trainyard/session';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
export const API_KEY = 'c'.repeat(42);

/** What a run of the command printed, and how it ended. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** The real command against a real hub, with folders of its own. */
export async function cli() {
  const directory = await mkdtemp(join(tmpdir(), 'trainyard-cli-'));
  const data = join(directory, 'data');
  const hub = await createHub({ port: 0, data, apiKey: API_KEY, logLevel: 'fatal' });
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    NODE_COMPILE_CACHE: join(tmpdir(), 'trainyard-compile-cache'),
    XDG_CONFIG_HOME: join(directory, 'config'),
    XDG_STATE_HOME: join(directory, 'state'),
    XDG_CACHE_HOME: join(directory, 'cache'),
    TRAINYARD_URL: hub.url,
    TRAINYARD_API_KEY: API_KEY,
  };
  const start = (args: readonly string[], extra: NodeJS.ProcessEnv = {}): ChildProcess =>
    spawn(process.execPath, [MAIN, ...args], { cwd: directory, env: { ...env, ...extra } });

  return {
    hub,
    client: new HubClient(hub.url, API_KEY),
    directory,
    start,
    /** Runs the command to its end. */
    run: (args: readonly string[], extra?: NodeJS.ProcessEnv, input = ''): Promise<Output> =>
      outputOf(start(args, extra), input),
    async [Symbol.asyncDispose]() {
      await hub.close(1000);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Collects what a process prints until its end. */
export async function outputOf(child: ChildProcess, input = ''): Promise<Output> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin?.end(input);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { stdout, stderr, code };
}
