import type { Benchmark } from '../suite/benchmark.ts';
import { metrics } from './metrics.ts';
import { reading } from './reading.ts';

/** Every benchmark, in the order of `npm run bench`. */
export const BENCHMARKS: readonly Benchmark[] = [metrics, reading];
