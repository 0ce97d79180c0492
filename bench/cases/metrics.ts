import { join } from 'node:path';
import type { HttpLoad, HttpLoadResult } from '../load/http-load.ts';
import { Mlflow } from '../peers/mlflow.ts';
import { nodePeer } from '../peers/node-peer.ts';
import type { ServerProcess } from '../peers/server-process.ts';
import { Trainyard } from '../peers/trainyard.ts';
import { alternate, type Contestant } from '../suite/alternate.ts';
import type { Benchmark, BenchOptions, BenchResult } from '../suite/benchmark.ts';
import { runLoad } from '../suite/load-process.ts';

const SERIES = 20;

/** `mlflow server` starts four workers unless told otherwise. */
const MLFLOW = 'MLflow, 4 workers (its default)';
const MLFLOW_SINGLE = 'MLflow, 1 worker';

/** Durable uploads of metrics. */
export const metrics: Benchmark = {
  name: 'metrics',
  workload:
    '64 live sessions, one epoch of 20 series a call, every call different, each session sending as soon as it is answered',
  run,
};

async function run(options: BenchOptions): Promise<BenchResult> {
  const { small, folder, signal, log } = options;
  const size = small
    ? { sessions: 4, seconds: 30, calls: 50, rounds: 1 }
    : { sessions: 64, seconds: 5, rounds: 5 };
  await using cleanUp = new AsyncDisposableStack();
  const hub = cleanUp.use(await Trainyard.start(join(folder, 'hub'), signal));
  const bare = cleanUp.use(await nodePeer('bare-fastify.ts', signal));
  const single = cleanUp.use(
    await nodePeer('commit-a-call.ts', signal, join(folder, 'commit-a-call.db')),
  );
  const models = await Promise.all(Array.from({ length: size.sessions }, () => hub.model()));
  let stored = 0;
  let refused = 0;

  const contestant = (
    name: string,
    target: Pick<HttpLoad, 'url' | 'headers' | 'workload' | 'targets'>,
    server?: ServerProcess,
  ): Contestant<HttpLoadResult> => ({
    name,
    ...(server && { server }),
    measure: async (round) => {
      log(`round ${round + 1}: ${name}`);
      const points = { epochs: 1, series: SERIES, first: round * 1_000_000 };
      const task: HttpLoad = { ...size, ...target, points };
      const result = await runLoad<HttpLoadResult>('http-load.ts', task, {
        seconds: size.seconds + 60,
        signal,
      });
      if (name === 'Trainyard') {
        stored += result.calls * SERIES;
        refused += result.errors;
      } else if (result.errors > 0) log(`${name}: ${result.errors} failed: ${result.error}`);
      return result;
    },
  });
  const ours = { headers: hub.headers, workload: 'trainyard', targets: models } as const;
  const contestants = [
    contestant('Trainyard', { ...ours, url: hub.url }),
    contestant('bare Fastify', { ...ours, url: bare.url }, bare),
    contestant('one commit a call', { ...ours, url: single.url }, single),
  ];
  const versions: Record<string, string> = {};
  if (!small) {
    const starts = { [MLFLOW]: undefined, [MLFLOW_SINGLE]: 1 };
    for (const [name, workers] of Object.entries(starts)) {
      const mlflow = cleanUp.use(await Mlflow.start(join(folder, name), signal, workers));
      versions['MLflow'] = mlflow.version;
      const targets = await Promise.all(models.map(() => mlflow.run()));
      contestants.push(
        contestant(
          name,
          { url: mlflow.url, headers: {}, workload: 'mlflow', targets },
          mlflow.server,
        ),
      );
    }
  }
  const measured = await alternate(contestants, size.rounds);
  const rates = (name: string) => measured.get(name)!.map(({ calls, seconds }) => calls / seconds);
  const own = rates('Trainyard');
  const beside = (name: string, atLeast: number) => ({
    ...{ what: 'durable calls', unit: 'calls/s', ours: own },
    ...{ peer: { name, values: rates(name) }, goal: { of: 'ratio', atLeast } as const },
  });
  const counts = await Promise.all(models.map((id) => hub.countPoints(id)));
  return {
    comparisons: [
      beside('bare Fastify', 0.5),
      beside('one commit a call', 2),
      ...(Object.keys(versions).length > 0 ? [beside(MLFLOW, 50), beside(MLFLOW_SINGLE, 50)] : []),
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
