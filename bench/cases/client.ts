import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { SessionCalls, SessionCallsResult } from '../load/session-calls.ts';
import { Mlflow } from '../peers/mlflow.ts';
import { type PythonPeer, pythonPeer } from '../peers/python-peer.ts';
import { trackioEnvironment, trackioPeer } from '../peers/trackio.ts';
import { Trainyard } from '../peers/trainyard.ts';
import { alternate, type Contestant } from '../suite/alternate.ts';
import type { Benchmark, BenchOptions, BenchResult, Comparison } from '../suite/benchmark.ts';
import { runLoad } from '../suite/load-process.ts';

const run = promisify(execFile);
const UP = 'hub up';
const DOWN = 'hub dead';

/** What logging costs the trainer. */
export const client: Benchmark = {
  name: 'client',
  workload:
    'one call of 20 series after the other from a training loop, then 100,000 calls a second of one value',
  run: measure,
};

interface Times {
  readonly p50: number;
  readonly p99: number;
  readonly stall?: number;
}

async function measure(options: BenchOptions): Promise<BenchResult> {
  const { small, folder, signal } = options;
  const size = small
    ? { calls: 200, rate: 1000, seconds: 1, rounds: 1 }
    : { calls: 20_000, rate: 100_000, seconds: 3, rounds: 5 };
  await using cleanUp = new AsyncDisposableStack();
  const hub = cleanUp.use(await Trainyard.start(join(folder, 'hub'), signal));
  const contestants = [ours(options, size, UP), ours(options, size, DOWN)];
  const versions: Record<string, string> = {};
  if (!small) {
    const starting = async () => cleanUp.use(await Mlflow.start(join(folder, 'mlflow'), signal));
    const [mlflow, wandb, trackio, sdk] = await Promise.all([
      starting(),
      pythonPeer('wandb', 'wandb==0.31.0'),
      trackioPeer(),
      pythonPeer('hub-sdk', 'hub-sdk==0.0.20'),
    ]);
    Object.assign(versions, {
      wandb: wandb.version,
      Trackio: trackio.version,
      'hub-sdk': sdk.version,
      MLflow: mlflow.version,
    });
    const model = await hub.model();
    contestants.push(
      python(options, 'wandb.log, offline', wandb, 'wandb_log.py', [2000, folder]),
      python(
        options,
        'trackio.log, into its own SQLite',
        trackio,
        'trackio_log.py',
        [20_000],
        trackioEnvironment(join(folder, 'trackio')),
      ),
      {
        ...python(options, 'mlflow.log_metrics', mlflow.peer, 'mlflow_log.py', [50, mlflow.url]),
        server: mlflow.server,
      },
      python(options, 'hub-sdk’s upload_metrics', sdk, 'hub_sdk_upload.py', [200, hub.key, model], {
        ULTRALYTICS_HUB_API: hub.url,
        ULTRALYTICS_HUB_WEB: hub.url,
      }),
    );
  }
  const measured = await alternate(contestants, size.rounds);
  const of = (name: string, what: 'p50' | 'p99' | 'stall') =>
    measured.get(name)!.map((times) => times[what] ?? Number.NaN);
  const comparisons: Comparison[] = [];
  for (const name of [UP, DOWN]) {
    comparisons.push(
      figure(`${name}, a call, median`, 'µs', of(name, 'p50'), 2),
      figure(`${name}, a call, p99`, 'µs', of(name, 'p99'), 20),
      figure(`${name}, longest stall of the event loop`, 'ms', of(name, 'stall'), 5),
    );
  }
  for (const { name } of contestants.slice(2)) {
    comparisons.push({
      ...figure('hub up, a call, median', 'µs', of(UP, 'p50'), 1),
      ...{ peer: { name, values: of(name, 'p50') }, goal: { of: 'ratio', atMost: 1 } },
    });
  }
  const checks = [{ what: 'rounds', expected: size.rounds, found: of(DOWN, 'p50').length }];
  return { comparisons, checks, versions };
}

function figure(what: string, unit: string, values: number[], atMost: number): Comparison {
  return { what, unit, ours: values, goal: { of: 'value', atMost } };
}

let hubs = 0;

/** A session of its own hub, which dies once the session is open, or stays. */
function ours(
  { folder, signal, log }: BenchOptions,
  size: Pick<SessionCalls, 'calls' | 'rate' | 'seconds'>,
  name: typeof UP | typeof DOWN,
): Contestant<Times> {
  return {
    name,
    measure: async (round) => {
      log(`round ${round + 1}: our session, ${name}`);
      const number = ++hubs;
      await using hub = await Trainyard.start(join(folder, `hub-${number}`), signal);
      const task: SessionCalls = {
        ...{ ...size, url: hub.url, apiKey: hub.key, spool: join(folder, `spool-${number}`) },
        ...(name === DOWN && { kill: hub.pid }),
      };
      return await runLoad<SessionCallsResult>('session-calls.ts', task, { seconds: 120, signal });
    },
  };
}

function python(
  { signal, log }: BenchOptions,
  name: string,
  { bin }: Pick<PythonPeer, 'bin'>,
  script: string,
  args: readonly (string | number)[],
  env: Readonly<Record<string, string>> = {},
): Contestant<Times> {
  return {
    name,
    measure: async (round) => {
      log(`round ${round + 1}: ${name}`);
      const path = fileURLToPath(new URL(`../python/${script}`, import.meta.url));
      const { stdout } = await run(join(bin, 'python'), [path, ...args.map(String)], {
        ...{ signal, timeout: 120_000, maxBuffer: 64 * 1024 * 1024 },
        env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env },
      });
      return JSON.parse(/^@bench (.*)$/m.exec(stdout)![1]!) as Times;
    },
  };
}
