import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Trainyard } from '../peers/trainyard.ts';
import { seedModels } from '../seed/seed-models.ts';
import type { Benchmark, BenchOptions, BenchResult } from '../suite/benchmark.ts';
import { settledMiB } from '../suite/resident-memory.ts';
import { startAnswering } from './start-answering.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** How long the hub has been idle when its memory is looked at, in milliseconds. */
const IDLE_MS = 10_000;

/** From the command to the first answer. */
export const start: Benchmark = {
  name: 'start',
  workload:
    '`npm start` in a fresh clone (what it downloads comes from npm’s cache where that has it), `trainyard serve` on data of 100,000 models, and its memory when idle',
  run,
};

async function run({ small, folder, signal, log }: BenchOptions): Promise<BenchResult> {
  const { models, rounds } = small ? { models: 200, rounds: 1 } : { models: 100_000, rounds: 10 };
  const cloned: number[] = [];
  if (!small) {
    log('cloning');
    const clone = join(folder, 'clone');
    await git(['clone', '--quiet', ROOT, clone], signal);
    cloned.push(await timeOfStart(clone, join(folder, 'clone-data'), signal));
  }
  log(`filling a hub: ${models} models`);
  const data = join(folder, 'hub');
  const first = await Trainyard.start(data, signal);
  await first[Symbol.asyncDispose]();
  await seedModels(data, models);
  // Once for what an upgrade or a crash would have it catch up with.
  await timeOfRestart(data, signal);
  const restarts: number[] = [];
  for (let round = 0; round < rounds; round++) {
    log(`start ${round + 1} of ${rounds}`);
    restarts.push(await timeOfRestart(data, signal));
  }
  await using hub = await Trainyard.start(data, signal, first.key);
  const page = (await hub.request('GET', '/app/v1/models?limit=1')) as { total: number };
  await using empty = await Trainyard.start(join(folder, 'empty'), signal);
  await wait(small ? 0 : IDLE_MS);
  const idle = [await settledMiB(empty.pid)];
  return {
    comparisons: [
      ...(cloned.length > 0
        ? [
            {
              ...{ what: 'fresh clone to first answer', unit: 's', ours: cloned },
              goal: { of: 'value', atMost: 60 } as const,
            },
          ]
        : []),
      {
        what: `start with ${models.toLocaleString('en')} models`,
        ...{ unit: 's', ours: restarts, goal: { of: 'value', atMost: 1 } as const },
      },
      { what: 'idle memory', unit: 'MiB', ours: idle, goal: { of: 'value', atMost: 120 } },
    ],
    checks: [{ what: 'models listed', expected: models, found: page.total }],
  };
}

async function git(args: readonly string[], signal: AbortSignal): Promise<void> {
  const [code] = await once(spawn('git', args, { signal, stdio: 'inherit' }), 'exit');
  if (code !== 0) throw new Error(`git ${args[0]} ended with ${code}`);
}

/** Seconds from `trainyard serve` to the first answer of `/healthz`. */
async function timeOfRestart(data: string, signal: AbortSignal): Promise<number> {
  const { hub, seconds } = await startAnswering(data, signal);
  await hub[Symbol.asyncDispose]();
  return seconds;
}

/** Seconds from `npm start` to the first answer of `/healthz`. */
async function timeOfStart(cwd: string, data: string, signal: AbortSignal): Promise<number> {
  const began = performance.now();
  const npm = spawn('npm', ['start'], {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, TRAINYARD_DATA: data, TRAINYARD_PORT: '0' },
  });
  const ended = once(npm, 'exit');
  const end = (how: NodeJS.Signals) => process.kill(-npm.pid!, how);
  const aborted = () => end('SIGKILL');
  signal.addEventListener('abort', aborted, { once: true });
  const url = await addressSaidBy(npm.stdout);
  const { ok } = await fetch(`${url}/healthz`);
  const taken = (performance.now() - began) / 1000;
  signal.removeEventListener('abort', aborted);
  // The whole group: npm, its shell and the hub.
  end('SIGINT');
  await ended;
  if (!ok) throw new Error('/healthz did not answer');
  return taken;
}

/** Reads on after it: a hub whose output nobody takes any more would end. */
function addressSaidBy(output: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    output.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const url = /running at +(\S+)/.exec(text)?.[1];
      if (url) resolve(url);
    });
    output.on('end', () => reject(new Error(`npm start ended before it served:\n${text}`)));
  });
}
