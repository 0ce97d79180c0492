import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SqliteInserts, SqliteInsertsResult } from '../load/sqlite-inserts.ts';
import { Mlflow } from '../peers/mlflow.ts';
import { Trainyard } from '../peers/trainyard.ts';
import { alternate, type Contestant } from '../suite/alternate.ts';
import type { Benchmark, BenchOptions, BenchResult } from '../suite/benchmark.ts';
import { httpContestant } from '../suite/http-contestant.ts';
import { runLoad } from '../suite/load-process.ts';

const SERIES = 20;
const EPOCHS = 50;
const POINTS = SERIES * EPOCHS;
const CONNECTIONS = 20;
const SQLITE = 'straight SQLite inserts';
const MLFLOW = 'MLflow';

/** Many points a call, as after an outage or an import. */
export const bulk: Benchmark = {
  name: 'bulk',
  workload: '1,000 points a call (50 epochs of 20 series), 20 connections',
  run,
};

interface Size {
  readonly rounds: number;
  readonly seconds: number;
  readonly calls?: number;
}

async function run(options: BenchOptions): Promise<BenchResult> {
  const { small, folder, signal, log } = options;
  const { rounds, ...size }: Size = small
    ? { seconds: 30, calls: 3, rounds: 1 }
    : { seconds: 5, rounds: 5 };
  await using cleanUp = new AsyncDisposableStack();
  const hub = cleanUp.use(await Trainyard.start(join(folder, 'hub'), signal));
  const targets = await Promise.all(Array.from({ length: CONNECTIONS }, () => hub.model()));
  const points = { epochs: EPOCHS, series: SERIES, first: 0 };
  let stored = 0;
  let refused = 0;
  const ours = httpContestant(options, {
    ...{ ...size, name: 'Trainyard', url: hub.url, headers: hub.headers },
    ...{ workload: 'trainyard', targets, points },
    counted: ({ calls, errors }) => {
      stored += calls * POINTS;
      refused += errors;
    },
  });
  const contestants: Contestant<number>[] = [
    perSecond(ours),
    {
      name: SQLITE,
      measure: async (round) => {
        log(`round ${round + 1}: ${SQLITE}`);
        const task: SqliteInserts = {
          file: join(folder, 'straight.db'),
          // One commit for a call of each connection: more is never waiting at the same moment.
          rows: POINTS * CONNECTIONS,
          seconds: size.seconds,
          ...(size.calls !== undefined && { transactions: size.calls }),
        };
        const limits = { seconds: 90, signal };
        const result = await runLoad<SqliteInsertsResult>('sqlite-inserts.ts', task, limits);
        return result.rows / result.seconds;
      },
    },
  ];
  const versions: Record<string, string> = {};
  if (!small) {
    const mlflow = cleanUp.use(await Mlflow.start(join(folder, 'mlflow'), signal));
    versions[MLFLOW] = mlflow.version;
    const runs = await mlflow.runs(CONNECTIONS);
    const to = { url: mlflow.url, headers: {}, targets: runs, server: mlflow.server };
    const load = { ...size, ...to, name: MLFLOW, workload: 'mlflow', points } as const;
    contestants.push(perSecond(httpContestant(options, load)));
  }
  const measured = await alternate(contestants, rounds);
  const beside = (name: string, atLeast: number) => ({
    ...{ what: 'durable points', unit: 'points/s', ours: measured.get('Trainyard')! },
    ...{ peer: { name, values: measured.get(name)! }, goal: { of: 'ratio', atLeast } as const },
  });
  const counts = await Promise.all(targets.map((id) => hub.countPoints(id)));
  // A hub that has stopped has moved everything into the one file.
  await hub[Symbol.asyncDispose]();
  const { size: bytes } = await stat(join(folder, 'hub', 'trainyard.db'));
  return {
    comparisons: [
      beside(SQLITE, 0.6),
      ...(small ? [] : [beside(MLFLOW, 50)]),
      { what: 'disk taken by a point', unit: 'B', ours: [bytes / stored] },
    ],
    checks: [
      { what: 'points stored', expected: stored, found: counts.reduce((a, b) => a + b, 0) },
      { what: 'calls refused', expected: 0, found: refused },
    ],
    versions,
  };
}

function perSecond(contestant: ReturnType<typeof httpContestant>): Contestant<number> {
  return {
    ...contestant,
    measure: async (round) => {
      const { rate } = await contestant.measure(round);
      return rate * POINTS;
    },
  };
}
