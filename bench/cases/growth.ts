import { join } from 'node:path';
import type { HttpLoad, HttpLoadResult } from '../load/http-load.ts';
import { Trainyard } from '../peers/trainyard.ts';
import { rolledUp } from '../seed/rolled-up.ts';
import { seedModels } from '../seed/seed-models.ts';
import { alternate } from '../suite/alternate.ts';
import type { Benchmark, BenchOptions, BenchResult, Comparison } from '../suite/benchmark.ts';
import { runLoad } from '../suite/load-process.ts';
import { type Filled, growthWorks } from './growth-works.ts';

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

interface Page {
  readonly total: number;
  readonly items: readonly { readonly id: string }[];
}

/** Models that are compared. */
const COMPARED = 20;

async function run(options: BenchOptions): Promise<BenchResult> {
  const { small, folder } = options;
  const base = small ? { models: 50, points: 10_000 } : { models: 1000, points: 100_000 };
  const factors = small ? [1, 2] : [1, 10, 100];
  const rounds = small ? 1 : 5;
  await using cleanUp = new AsyncDisposableStack();
  const hubs: Filled[] = [];
  for (const times of factors) {
    const filled = await fill(join(folder, `hub-${times}`), base, times, options);
    cleanUp.defer(() => filled.hub[Symbol.asyncDispose]());
    hubs.push(filled);
  }
  const checks = await Promise.all(hubs.map((filled) => modelsOf(filled, base.models)));
  const works = growthWorks({
    ...(small ? { calls: 10, views: 3, mebibytes: 1 } : { calls: 300, views: 20, mebibytes: 64 }),
    signal: options.signal,
  });
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
  const page = (await hub.request('GET', `/app/v1/models?limit=${COMPARED + 1}`)) as Page;
  const compared = page.items
    .map(({ id }) => id)
    .filter((id) => id !== model)
    .slice(0, COMPARED);
  return { ...{ name: `${times} ×`, data, times, hub, model, length }, compared };
}

async function modelsOf({ hub, name, times }: Filled, base: number) {
  const { total } = (await hub.request('GET', '/app/v1/models?limit=1')) as Page;
  return { what: `models at ${name}`, expected: base * times + 1, found: total };
}
