import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark, BenchResult } from './benchmark.ts';

/** Longest time of one benchmark, in seconds. */
const LIMIT_SECONDS = 600;

/**
 * Runs a benchmark in a folder of its own, and ends what it started.
 * @throws Error when it takes longer than ten minutes, or what must be true is not
 */
export async function runBenchmark(
  benchmark: Benchmark,
  { small = false, log }: { readonly small?: boolean; readonly log: (line: string) => void },
): Promise<BenchResult> {
  const root = process.env['TRAINYARD_BENCH_FOLDER'] ?? tmpdir();
  const folder = await mkdtemp(join(root, `trainyard-bench-${benchmark.name}-`));
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new Error(`${benchmark.name} took longer than ${LIMIT_SECONDS} s`));
  }, LIMIT_SECONDS * 1000);
  // What was started ends with us.
  const stop = () => limit.abort(new Error(`${benchmark.name} was stopped`));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const result = await benchmark.run({ small, folder, signal: limit.signal, log });
    limit.signal.throwIfAborted();
    for (const { what, expected, found } of result.checks) {
      if (found !== expected) throw new Error(`${what}: ${found} instead of ${expected}`);
    }
    return result;
  } finally {
    clearTimeout(timer);
    process.off('SIGINT', stop).off('SIGTERM', stop);
    // A peer that was still starting beside one that failed ends too.
    limit.abort();
    await rm(folder, { recursive: true, force: true });
  }
}
