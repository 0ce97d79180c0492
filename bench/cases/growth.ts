import { join } from 'node:path';
import type { HttpLoad, HttpLoadResult } from '../load/http-load.ts';
import type { View, ViewLoad, ViewLoadResult } from '../load/view-load.ts';
import { Trainyard } from '../peers/trainyard.ts';
import { rolledUp } from '../seed/rolled-up.ts';
import { seedModels } from '../seed/seed-models.ts';
import { alternate } from '../suite/alternate.ts';
import type { Benchmark, BenchOptions, BenchResult, Comparison } from '../suite/benchmark.ts';
import { runLoad } from '../suite/load-process.ts';

const EPOCHS_A_CALL = 10_000;

/** Points at the end of a series that may have no rollups. */
const NEWEST = 20_000;

/** What it costs that more is stored. */
export const growth: Benchmark = {
  name: 'growth',
  workload:
    'the same work on hubs that store 1, 10 and 100 times as much (1,000 to 100,000 models, and a series of 100,000 to 10,000,000 points)',
  run,
};

interface Filled {
  readonly name: string;
  readonly times: number;
  readonly hub: Trainyard;
  readonly model: string;
  readonly length: number;
}

async function run(options: BenchOptions): Promise<BenchResult> {
  const { small, folder } = options;
  const base = small ? { models: 50, points: 10_000 } : { models: 1000, points: 100_000 };
  const factors = small ? [1, 2] : [1, 10, 100];
  const rounds = small ? 1 : 5;
  const calls = small ? 10 : 300;
  await using cleanUp = new AsyncDisposableStack();
  const hubs: Filled[] = [];
  for (const times of factors) {
    const filled = await fill(join(folder, `hub-${times}`), base, times, options);
    cleanUp.use(filled.hub);
    hubs.push(filled);
  }
  const works: Record<string, (filled: Filled, round: number) => Promise<number>> = {
    'new point, a call': (filled, round) => {
      const points = { epochs: 1, series: 20, first: round * calls };
      return send(filled, { targets: [filled.model], points, calls }, options);
    },
    'batch sent again': (filled) => {
      const points = { epochs: 100, series: 1, first: 0, fixed: true, again: filled.length };
      return send(filled, { targets: [filled.model], points, calls }, options);
    },
    'chart of the whole series': (filled) =>
      look(filled, `/app/v1/chart?model=${filled.model}&series=metrics/series-0`, options),
    'page of the list of models': (filled) => look(filled, '/app/v1/models?limit=50', options),
  };
  const comparisons: Comparison[] = [];
  for (const [what, work] of Object.entries(works)) {
    options.log(what);
    const measured = await alternate(
      hubs.map((filled) => ({
        name: filled.name,
        measure: (round: number) => work(filled, round),
      })),
      rounds,
    );
    const [first, ...others] = hubs;
    const values = measured.get(first!.name)!;
    for (const { name, times } of others) {
      comparisons.push({
        ...{ what: `${what}, median, at ${times} ×`, unit: 'ms', ours: measured.get(name)! },
        ...{
          peer: { name: 'at 1 ×', values },
          goal: { of: 'ratio', atMost: growthAllowed(times) },
        },
      });
    }
  }
  const totals = await Promise.all(
    hubs.map(async ({ hub }) => {
      const page = (await hub.request('GET', '/app/v1/models?limit=1')) as { total: number };
      return page.total;
    }),
  );
  const checks = factors.map((times, index) => ({
    ...{ what: `models at ${times} ×`, expected: base.models * times + 1, found: totals[index]! },
  }));
  return { comparisons, checks };
}

/** Logarithmic: a tenth of the time more, each time that the data doubles. */
function growthAllowed(times: number): number {
  return Number((1 + Math.log2(times) / 10).toPrecision(3));
}

async function fill(
  data: string,
  base: { models: number; points: number },
  times: number,
  { signal, log }: BenchOptions,
): Promise<Filled> {
  log(`filling a hub with ${times} × as much`);
  const first = await Trainyard.start(data, signal);
  await first[Symbol.asyncDispose]();
  await seedModels(data, base.models * times);
  const hub = await Trainyard.start(data, signal, first.key);
  const model = await hub.model();
  const length = base.points * times;
  const task: HttpLoad = {
    ...{
      url: hub.url,
      headers: hub.headers,
      workload: 'trainyard',
      targets: [model],
      seconds: 300,
    },
    points: { epochs: EPOCHS_A_CALL, series: 1, first: 0, fixed: true },
    calls: length / EPOCHS_A_CALL,
  };
  const sent = await runLoad<HttpLoadResult>('http-load.ts', task, { seconds: 350, signal });
  if (sent.errors > 0) throw new Error(sent.error);
  await rolledUp(data, length - NEWEST, signal);
  return { name: `${times} ×`, times, hub, model, length };
}

async function send(
  { hub, length }: Filled,
  { points, ...load }: Pick<HttpLoad, 'targets' | 'points' | 'calls'>,
  { signal }: BenchOptions,
): Promise<number> {
  const task: HttpLoad = {
    ...{ ...load, url: hub.url, headers: hub.headers, workload: 'trainyard', seconds: 60 },
    points: { ...points, first: points.again === undefined ? length + points.first : 0 },
  };
  const result = await runLoad<HttpLoadResult>('http-load.ts', task, { seconds: 90, signal });
  if (result.errors > 0) throw new Error(result.error);
  return result.p50;
}

async function look({ hub }: Filled, path: string, { signal }: BenchOptions): Promise<number> {
  const view: View = { requests: [{ path }] };
  const views = Array.from({ length: 20 }, () => view);
  const task: ViewLoad = { url: hub.url, headers: hub.headers, views };
  return (await runLoad<ViewLoadResult>('view-load.ts', task, { seconds: 120, signal })).p50;
}
