import type { HttpLoad, HttpLoadResult } from '../load/http-load.ts';
import type { Contestant } from './alternate.ts';
import type { BenchOptions } from './benchmark.ts';
import { runLoad } from './load-process.ts';

/** Epochs between the rounds, more than any round sends: no call is ever like another. */
const EPOCHS_A_ROUND = 10_000_000;

interface HttpContestant extends HttpLoad {
  readonly name: string;
  readonly server?: Contestant<unknown>['server'] | undefined;
  readonly rounds?: number;
  /** Called with what each round came to. */
  readonly counted?: (result: HttpLoadResult) => void;
}

/** A server that gets calls over connections that are kept alive. */
export function httpContestant(
  { signal, log }: BenchOptions,
  { name, server, rounds, counted, ...load }: HttpContestant,
): Contestant<HttpLoadResult> {
  return {
    name,
    ...(server && { server }),
    ...(rounds !== undefined && { rounds }),
    measure: async (round) => {
      log(`round ${round + 1}: ${name}`);
      const first = load.points.first + round * EPOCHS_A_ROUND;
      const task: HttpLoad = { ...load, points: { ...load.points, first } };
      const limits = { seconds: load.seconds + 60, signal };
      const result = await runLoad<HttpLoadResult>('http-load.ts', task, limits);
      if (result.errors > 0) log(`${name}: ${result.errors} calls failed: ${result.error}`);
      counted?.(result);
      return result;
    },
  };
}
