import { join } from 'node:path';
import type { SessionsLoad, SessionsLoadResult } from '../load/sessions-load.ts';
import { Trainyard } from '../peers/trainyard.ts';
import type { Benchmark, BenchOptions, BenchResult, Comparison } from '../suite/benchmark.ts';
import { runLoad } from '../suite/load-process.ts';
import { watchMemory } from '../suite/resident-memory.ts';

const SERIES = 20;

/** How many can train at the same time. */
export const sessions: Benchmark = {
  name: 'sessions',
  workload:
    '1,000 and 10,000 live sessions over kept-alive connections, an epoch of 20 series every 3 s each, and heartbeats',
  run,
};

async function run(options: BenchOptions): Promise<BenchResult> {
  const { small, folder, signal, log } = options;
  const sizes = small
    ? [{ count: 20, epochs: 2, every: 0.2, rounds: 1 }]
    : [
        { count: 1000, epochs: 10, every: 3, rounds: 3 },
        { count: 10_000, epochs: 10, every: 3, rounds: 3 },
      ];
  const comparisons: Comparison[] = [];
  const checks: BenchResult['checks'][number][] = [];
  for (const { count, epochs, every, rounds } of sizes) {
    const p99: number[] = [];
    const memory: number[] = [];
    for (let round = 0; round < rounds; round++) {
      log(`round ${round + 1}: ${count} sessions`);
      const data = join(folder, `hub-${count}-${round}`);
      await using hub = await Trainyard.start(data, signal);
      const models: string[] = [];
      while (models.length < count) {
        const some = Array.from({ length: Math.min(50, count - models.length) }, () => hub.model());
        models.push(...(await Promise.all(some)));
      }
      const task: SessionsLoad = {
        ...{ url: hub.url, headers: hub.headers, models, epochs, every, series: SERIES },
        heartbeats: 5,
      };
      const watched = watchMemory(hub.pid);
      const limits = { seconds: 180, signal };
      const result = await runLoad<SessionsLoadResult>('sessions-load.ts', task, limits);
      memory.push(watched.stop());
      p99.push(result.p99);
      if (result.error) log(result.error);
      checks.push(
        { what: `epochs of ${count} sessions`, expected: count * epochs, found: result.epochs },
        { what: 'calls refused', expected: 0, found: result.errors },
        {
          what: 'points of the first session',
          expected: epochs * SERIES,
          found: await hub.countPoints(models[0]!),
        },
      );
    }
    const of = `${count.toLocaleString('en')} sessions`;
    comparisons.push(
      {
        what: `${of}, time of a call, p99`,
        unit: 'ms',
        ours: p99,
        goal: { of: 'value', atMost: 100 },
      },
      { what: `${of}, memory`, unit: 'MiB', ours: memory, goal: { of: 'value', atMost: 512 } },
    );
  }
  return { comparisons, checks };
}
