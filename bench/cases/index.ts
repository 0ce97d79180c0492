import type { Benchmark } from '../suite/benchmark.ts';
import { bulk } from './bulk.ts';
import { metrics } from './metrics.ts';
import { reading } from './reading.ts';
import { resend } from './resend.ts';

/** Every benchmark, in the order of `npm run bench`. */
export const BENCHMARKS: readonly Benchmark[] = [metrics, bulk, resend, reading];
