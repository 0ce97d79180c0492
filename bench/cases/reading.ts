import { join } from 'node:path';
import type { HttpLoad, HttpLoadResult } from '../load/http-load.ts';
import type { View, ViewLoad, ViewLoadResult } from '../load/view-load.ts';
import { Mlflow } from '../peers/mlflow.ts';
import { Trainyard } from '../peers/trainyard.ts';
import { rolledUp } from '../seed/rolled-up.ts';
import { LONG_RUN, mlflowName, mlflowRunId, seedMlflow } from '../seed/seed-mlflow.ts';
import { SEEDED_SERIES, seedModels } from '../seed/seed-models.ts';
import { alternate, type Contestant } from '../suite/alternate.ts';
import type { Benchmark, BenchOptions, BenchResult, Comparison } from '../suite/benchmark.ts';
import { runLoad } from '../suite/load-process.ts';

/** Charts, lists and comparisons. */
export const reading: Benchmark = {
  name: 'reading',
  workload:
    'one run of 10,000,000 points and 100,000 models: a chart of 2,000 columns, whole and zoomed in, a page of the list, and a comparison of 20 models by 4 series',
  run,
};

const COLUMNS = 2000;
const COMPARED = 20;
const MLFLOW = 'MLflow';

/** Epochs in one call while the long run is sent. */
const EPOCHS_A_CALL = 20_000;

interface Size {
  readonly models: number;
  readonly longest: number;
  readonly points: number;
  readonly views: number;
  readonly rounds: number;
}

interface Filled {
  readonly hub: Trainyard;
  readonly long: string;
  readonly compared: readonly string[];
}

async function run(options: BenchOptions): Promise<BenchResult> {
  const { small, folder, signal, log } = options;
  const size: Size = small
    ? { models: 200, longest: 40_000, points: 100, views: 3, rounds: 1 }
    : { models: 100_000, longest: 10_000_000, points: 1000, views: 100, rounds: 5 };
  await using cleanUp = new AsyncDisposableStack();
  const filling = async () => {
    const filled = await fillHub(join(folder, 'hub'), size, options);
    cleanUp.use(filled.hub);
    return filled;
  };
  const starting = async () => cleanUp.use(await fillMlflow(join(folder, 'mlflow'), size, options));
  const [filled, mlflow] = await Promise.all([filling(), small ? undefined : starting()]);
  const { hub } = filled;

  const contestant = (
    name: string,
    to: Omit<ViewLoad, 'views'>,
    view: () => View,
    views: number,
    server?: Contestant<number>['server'],
  ): Contestant<number> => ({
    name,
    ...(server && { server }),
    measure: async (round) => {
      log(`round ${round + 1}: ${name}`);
      const task: ViewLoad = { ...to, views: Array.from({ length: views }, view) };
      const limits = { seconds: 300, signal };
      return (await runLoad<ViewLoadResult>('view-load.ts', task, limits)).p95;
    },
  });
  const ours = { url: hub.url, headers: hub.headers };
  const views = trainyardViews(filled, size);
  const comparisons: Comparison[] = [];
  for (const { what, limit, view, theirs, rounds = size.rounds } of views) {
    const contestants = [contestant('Trainyard', ours, view, size.views)];
    if (mlflow && theirs) {
      const to = { url: mlflow.url, headers: {} };
      contestants.push(contestant(MLFLOW, to, () => theirs, 1, mlflow.server));
    }
    log(what);
    const measured = await alternate(contestants, Math.min(rounds, size.rounds));
    const own = measured.get('Trainyard')!;
    const unit = 'ms';
    comparisons.push({ what, unit, ours: own, goal: { of: 'value', atMost: limit } });
    const values = measured.get(MLFLOW);
    if (values) {
      const goal = { of: 'ratio', atMost: 1 / 20 } as const;
      comparisons.push({ what, unit, ours: own, peer: { name: MLFLOW, values }, goal });
    }
  }
  const page = (await hub.request('GET', '/app/v1/models?limit=1')) as { total: number };
  const whole = (await hub.request('GET', chartPath(filled.long, COLUMNS))) as {
    series: { high: number[]; step: number[] }[];
  };
  return {
    comparisons,
    checks: [
      { what: 'models listed', expected: size.models + COMPARED + 1, found: page.total },
      {
        what: 'last step of the chart',
        expected: 1,
        found: isWhole(whole.series[0]!, size) ? 1 : 0,
      },
    ],
    ...(mlflow && { versions: { MLflow: mlflow.version } }),
  };
}

function isWhole({ step }: { readonly step: readonly number[] }, { longest }: Size): boolean {
  return step[0] === 0 && step.at(-1)! >= longest - (2 * longest) / COLUMNS;
}

interface Measured {
  readonly what: string;
  /** Milliseconds, of the 95th percentile. */
  readonly limit: number;
  view(): View;
  readonly theirs?: View;
  /** Fewer rounds than the others: MLflow takes about a minute for one. */
  readonly rounds?: number;
}

function chartPath(model: string, columns: number, window = ''): string {
  return `/app/v1/chart?model=${model}&series=metrics/series-0&columns=${columns}${window}`;
}

function trainyardViews({ long, compared }: Filled, { longest, models, points }: Size): Measured[] {
  const ids = compared.map((id) => `model=${id}`).join('&');
  const names = SEEDED_SERIES.map((name) => `series=${encodeURIComponent(name)}`).join('&');
  const rows = compared.map((id) => `id=${id}`).join('&');
  const runs = compared.map((_, index) => `run_ids=${mlflowRunId(models - 1 - index)}`).join('&');
  const history = '/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval';
  const search = (max_results: number) => ({
    path: '/api/2.0/mlflow/runs/search',
    body: { experiment_ids: ['0'], max_results, order_by: ['attributes.start_time DESC'] },
  });
  return [
    {
      ...{ what: `chart of ${longest.toLocaleString('en')} points, p95`, limit: 100 },
      rounds: 3,
      view: () => ({ requests: [{ path: chartPath(long, COLUMNS) }] }),
      theirs: {
        requests: [
          { path: `${history}?run_ids=${LONG_RUN}&metric_key=loss&max_results=${COLUMNS}` },
        ],
      },
    },
    {
      ...{ what: 'the same, zoomed in anywhere, p95', limit: 100 },
      view: () => {
        const span = Math.floor(longest ** (0.4 + 0.6 * Math.random()));
        const from = Math.floor(Math.random() * (longest - span));
        return {
          requests: [{ path: chartPath(long, COLUMNS, `&from=${from}&to=${from + span}`) }],
        };
      },
    },
    {
      ...{ what: `page of ${models.toLocaleString('en')} models, p95`, limit: 50 },
      view: () => ({ requests: [{ path: '/app/v1/models?limit=50' }] }),
      theirs: { requests: [search(50)] },
    },
    {
      ...{ what: `${COMPARED} models compared, p95`, limit: 150 },
      view: () => ({
        requests: [{ path: `/app/v1/models?${rows}` }, { path: `/app/v1/chart?${ids}&${names}` }],
      }),
      theirs: {
        requests: [
          search(COMPARED),
          ...SEEDED_SERIES.map((name) => ({
            path: `${history}?${runs}&metric_key=${mlflowName(name)}&max_results=${points}`,
          })),
        ],
      },
    },
  ];
}

async function fillHub(data: string, size: Size, options: BenchOptions): Promise<Filled> {
  const { signal, log } = options;
  log(`filling a hub: ${size.models} models`);
  let hub = await Trainyard.start(data, signal);
  await hub[Symbol.asyncDispose]();
  await seedModels(data, size.models);
  hub = await Trainyard.start(data, signal, hub.key);
  log(`sending ${size.longest} points of one run`);
  const long = await hub.model();
  const task: HttpLoad = {
    ...{ url: hub.url, headers: hub.headers, workload: 'trainyard', targets: [long], seconds: 400 },
    points: { epochs: EPOCHS_A_CALL, series: 1, first: 0 },
    calls: size.longest / EPOCHS_A_CALL,
  };
  const sent = await runLoad<HttpLoadResult>('http-load.ts', task, { seconds: 450, signal });
  if (sent.errors > 0) throw new Error(sent.error);
  const compared = await Promise.all(Array.from({ length: COMPARED }, () => hub.model()));
  for (const id of compared) {
    const metrics: Record<string, Record<string, number>> = {};
    for (let epoch = 0; epoch < size.points; epoch++) {
      metrics[epoch] = Object.fromEntries(SEEDED_SERIES.map((name) => [name, Math.random()]));
    }
    await hub.request('POST', `/v1/models/${id}`, { type: 'metrics', metrics });
  }
  await rolledUp(data, size.longest - EPOCHS_A_CALL, signal);
  return { hub, long, compared };
}

async function fillMlflow(folder: string, size: Size, options: BenchOptions): Promise<Mlflow> {
  const { signal, log } = options;
  log('filling MLflow’s store with the same');
  await Mlflow.makeStore(folder, signal);
  const compared = { runs: COMPARED, points: size.points };
  seedMlflow(folder, { runs: size.models, longest: size.longest, compared });
  return Mlflow.start(folder, signal);
}
