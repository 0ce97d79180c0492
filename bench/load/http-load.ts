import { readTask } from '../suite/load-process.ts';
import { quantile } from '../suite/statistics.ts';
import { Connection } from './connection.ts';
import { type Points, WORKLOADS } from './workloads.ts';

/** Sends calls over connections that are kept alive, each as soon as the one before is answered. */
export interface HttpLoad {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly workload: keyof typeof WORKLOADS;
  /** Whom the calls are for; one connection each. */
  readonly targets: readonly string[];
  readonly points: Points;
  /** No call begins after that. */
  readonly seconds: number;
  /** Most calls of each connection. */
  readonly calls?: number;
}

export interface HttpLoadResult {
  readonly calls: number;
  readonly errors: number;
  /** The first of them. */
  readonly error?: string;
  /** Calls a second that were answered while new ones were still sent: one straggler is not a rate. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Calls that each connection made, whatever came of them. */
  readonly made: readonly number[];
}

const task = await readTask<HttpLoad>();
const { url, headers, workload, targets, points, seconds, calls: most = Infinity } = task;
const times: number[] = [];
let errors = 0;
let answeredInTime = 0;
let error: string | undefined;

const start = performance.now();
const end = start + seconds * 1000;
const made = await Promise.all(targets.map(drive));
const lasted = Math.min(performance.now(), end) - start;
const result: HttpLoadResult = {
  calls: times.length,
  errors,
  ...(error !== undefined && { error }),
  rate: (answeredInTime / lasted) * 1000,
  p50: quantile(times, 0.5),
  p99: quantile(times, 0.99),
  made,
};
process.stdout.write(JSON.stringify(result));

async function drive(target: string): Promise<number> {
  const connection = new Connection(url, { 'content-type': 'application/json', ...headers });
  let n = 0;
  for (; n < most && performance.now() < end; n++) {
    const { path, body } = WORKLOADS[workload](target, n, points);
    const began = performance.now();
    try {
      const reply = await connection.request('POST', path, body);
      if (reply.status !== 200) throw new Error(`${reply.status} ${reply.body.slice(0, 200)}`);
      const answered = performance.now();
      times.push(answered - began);
      if (answered <= end) answeredInTime++;
    } catch (caught) {
      errors++;
      error ??= String(caught);
    }
  }
  connection.close();
  return n;
}
