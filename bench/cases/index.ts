import type { Benchmark } from '../suite/benchmark.ts';
import { bulk } from './bulk.ts';
import { client } from './client.ts';
import { download } from './download.ts';
import { growth } from './growth.ts';
import { live } from './live.ts';
import { metrics } from './metrics.ts';
import { reading } from './reading.ts';
import { resend } from './resend.ts';
import { sessions } from './sessions.ts';
import { start } from './start.ts';
import { upload, uploadLarge } from './upload.ts';

/** Every benchmark, in the order of `npm run bench`. */
export const BENCHMARKS: readonly Benchmark[] = [
  metrics,
  bulk,
  resend,
  upload,
  uploadLarge,
  download,
  client,
  sessions,
  reading,
  live,
  start,
  growth,
];
