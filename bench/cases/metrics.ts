import { join } from 'node:path';
import { Mlflow } from '../peers/mlflow.ts';
import { nodePeer } from '../peers/node-peer.ts';
import { Trackio } from '../peers/trackio.ts';
import { Trainyard } from '../peers/trainyard.ts';
import { alternate } from '../suite/alternate.ts';
import type { Benchmark, BenchOptions, BenchResult } from '../suite/benchmark.ts';
import { httpContestant } from '../suite/http-contestant.ts';

const SERIES = 20;

/** `mlflow server` starts four workers unless told otherwise. */
const MLFLOW = 'MLflow, 4 workers (its default)';
const MLFLOW_SINGLE = 'MLflow, 1 worker';

/** With 64 connections some of its calls wait for half a minute, and a round for the last of them. */
const MLFLOW_ROUNDS = 3;

/** Both answer after their commit; what the first has answered, a power cut can still take away. */
const TRACKIO = 'Trackio (its default: commits not synced)';
const TRACKIO_SYNCED = 'Trackio, commits synced';

/** Durable uploads of metrics. */
export const metrics: Benchmark = {
  name: 'metrics',
  workload:
    '64 live sessions, one epoch of 20 series a call, every call different, each session sending as soon as it is answered',
  run,
};

async function run(options: BenchOptions): Promise<BenchResult> {
  const { small, folder, signal } = options;
  const { sessions, rounds, ...size } = small
    ? { sessions: 4, seconds: 30, calls: 50, rounds: 1 }
    : { sessions: 64, seconds: 5, rounds: 5 };
  await using cleanUp = new AsyncDisposableStack();
  const hub = cleanUp.use(await Trainyard.start(join(folder, 'hub'), signal));
  const bare = cleanUp.use(await nodePeer('bare-fastify.ts', signal));
  const database = join(folder, 'commit-a-call.db');
  const single = cleanUp.use(await nodePeer('commit-a-call.ts', signal, database));
  const models = await Promise.all(Array.from({ length: sessions }, () => hub.model()));
  let stored = 0;
  let refused = 0;
  const points = { epochs: 1, series: SERIES, first: 0 };
  const ours = { ...size, headers: hub.headers, workload: 'trainyard', points } as const;
  const to = { ...ours, targets: models };
  const contestants = [
    httpContestant(options, {
      ...{ ...to, name: 'Trainyard', url: hub.url },
      counted: ({ calls, errors }) => {
        stored += calls * SERIES;
        refused += errors;
      },
    }),
    httpContestant(options, { ...to, name: 'bare Fastify', url: bare.url, server: bare }),
    httpContestant(options, { ...to, name: 'one commit a call', url: single.url, server: single }),
  ];
  const versions: Record<string, string> = {};
  if (!small) {
    for (const { product, version, ...peer } of await startPeers(options, sessions, cleanUp)) {
      versions[product] = version;
      contestants.push(httpContestant(options, { ...size, ...peer, points }));
    }
  }
  const measured = await alternate(contestants, rounds);
  const rates = (name: string) => measured.get(name)!.map(({ rate }) => rate);
  const own = rates('Trainyard');
  const beside = (name: string, atLeast?: number) => {
    const values = rates(name);
    return {
      // Of the same rounds.
      ...{ what: 'durable calls', unit: 'calls/s', ours: own.slice(0, values.length) },
      peer: { name, values },
      ...(atLeast !== undefined && { goal: { of: 'ratio', atLeast } as const }),
    };
  };
  const counts = await Promise.all(models.map((id) => hub.countPoints(id)));
  return {
    comparisons: [
      beside('bare Fastify', 0.5),
      beside('one commit a call', 2),
      ...(small ? [] : [beside(MLFLOW, 50), beside(MLFLOW_SINGLE, 50)]),
      ...(small ? [] : [beside(TRACKIO), beside(TRACKIO_SYNCED)]),
      {
        ...{ what: 'time of a call, p99', unit: 'ms', goal: { of: 'value', atMost: 25 } },
        ours: measured.get('Trainyard')!.map(({ p99 }) => p99),
      },
    ],
    checks: [
      { what: 'points stored', expected: stored, found: counts.reduce((a, b) => a + b, 0) },
      { what: 'calls refused', expected: 0, found: refused },
    ],
    versions,
  };
}

/** Starts, all at the same time, what has to be installed. */
function startPeers(
  { folder, signal }: BenchOptions,
  sessions: number,
  cleanUp: AsyncDisposableStack,
) {
  const startMlflow = async (name: string, workers?: number) => {
    const mlflow = cleanUp.use(await Mlflow.start(join(folder, name), signal, workers));
    const { url, server, version } = mlflow;
    const load = { headers: {}, workload: 'mlflow', targets: await mlflow.runs(sessions) } as const;
    return { ...load, product: 'MLflow', version, name, url, server, rounds: MLFLOW_ROUNDS };
  };
  const startTrackio = async (name: string, synced: boolean) => {
    const trackio = cleanUp.use(await Trackio.start(join(folder, name), signal, { synced }));
    const { url, server, version, headers } = trackio;
    const targets = Array.from({ length: sessions }, (_, number) => `run-${number}`);
    const load = { headers, workload: 'trackio', targets } as const;
    return { ...load, product: 'Trackio', version, name, url, server };
  };
  return Promise.all([
    startMlflow(MLFLOW),
    startMlflow(MLFLOW_SINGLE, 1),
    startTrackio(TRACKIO, false),
    startTrackio(TRACKIO_SYNCED, true),
  ]);
}
