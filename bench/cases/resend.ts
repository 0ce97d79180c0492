import { join } from 'node:path';
import { sql } from 'kysely';
import { openDatabase } from '../../packages/server/src/database/open-database.ts';
import type { HttpLoad, HttpLoadResult } from '../load/http-load.ts';
import { Trainyard } from '../peers/trainyard.ts';
import { alternate } from '../suite/alternate.ts';
import type { Benchmark, BenchOptions, BenchResult } from '../suite/benchmark.ts';
import { httpContestant } from '../suite/http-contestant.ts';
import { runLoad } from '../suite/load-process.ts';

/** Epochs of a call that is sent again. */
const EPOCHS = 1000;

/** Epochs of a call while the series is filled, to be done sooner. */
const EPOCHS_AT_FIRST = 10_000;

/** A batch that has been committed is sent again. */
export const resend: Benchmark = {
  name: 'resend',
  workload:
    'a committed batch of 1,000 points again, NaN included, into a series of 10,000 and one of 10,000,000 points',
  run,
};

async function run(options: BenchOptions): Promise<BenchResult> {
  const { small, folder, signal, log } = options;
  const { lengths, rounds, calls } = small
    ? { lengths: [5000, 40_000], rounds: 1, calls: 20 }
    : { lengths: [10_000, 10_000_000], rounds: 5, calls: 500 };
  const data = join(folder, 'hub');
  await using cleanUp = new AsyncDisposableStack();
  const hub = cleanUp.use(await Trainyard.start(data, signal));
  const load = { url: hub.url, headers: hub.headers, workload: 'trainyard' } as const;
  const models = new Map<number, string>();
  for (const length of lengths) {
    log(`sending ${length} points`);
    const model = await hub.model();
    const epochs = Math.min(length, EPOCHS_AT_FIRST);
    const task: HttpLoad = {
      ...{ ...load, targets: [model], seconds: 400, calls: length / epochs },
      points: { epochs, series: 1, first: 0, fixed: true },
    };
    const sent = await runLoad<HttpLoadResult>('http-load.ts', task, { seconds: 450, signal });
    if (sent.errors > 0) throw new Error(sent.error);
    models.set(length, model);
  }
  const before = await stored(data);
  let refused = 0;
  const contestants = lengths.map((length) =>
    httpContestant(options, {
      ...{ ...load, name: String(length), targets: [models.get(length)!], seconds: 60, calls },
      points: { epochs: EPOCHS, series: 1, first: 0, fixed: true, again: length },
      counted: ({ errors }) => {
        refused += errors;
      },
    }),
  );
  const measured = await alternate(contestants, rounds);
  const after = await stored(data);
  const [short, long] = lengths.map((length) => measured.get(String(length))!);
  const compared = (what: 'p50' | 'p99') => ({
    what: `time of a call into the long series, ${what}`,
    unit: 'ms',
    ours: long!.map((result) => result[what]),
    peer: { name: 'into the short one', values: short!.map((result) => result[what]) },
    goal: { of: 'ratio', atMost: 1.5 } as const,
  });
  return {
    comparisons: [compared('p99'), compared('p50')],
    checks: [
      { what: 'points stored', expected: lengths[0]! + lengths[1]!, found: after.points },
      { what: 'values that are no number', expected: before.odd, found: after.odd },
      { what: 'calls refused', expected: 0, found: refused },
    ],
  };
}

/** By the database as the hub opens it: points may still lie in their log. */
async function stored(data: string): Promise<{ points: number; odd: number }> {
  const database = await openDatabase({ engine: 'sqlite', file: join(data, 'trainyard.db') });
  try {
    const { rows } = await sql<{ points: number; odd: number }>`
      select count(*) as points, sum(special <> 0) as odd from points`.execute(database.db);
    return rows[0]!;
  } finally {
    await database.close();
  }
}
