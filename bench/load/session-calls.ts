import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { openSession } from '@trainyard/session';
import { readTask } from '../suite/load-process.ts';
import { quantile } from '../suite/statistics.ts';

/** A trainer that logs metrics by our session. */
export interface SessionCalls {
  readonly url: string;
  readonly apiKey: string;
  readonly spool: string;
  readonly calls: number;
  /** Calls a second in the part that looks for stalls, and how long it lasts. */
  readonly rate: number;
  readonly seconds: number;
  /** The process of the hub, which is ended once the session is open; else it stays up. */
  readonly kill?: number;
}

export interface SessionCallsResult {
  /** Microseconds from the caller. */
  readonly p50: number;
  readonly p99: number;
  /** The longest time that the event loop stood still, in milliseconds. */
  readonly stall: number;
}

const task = await readTask<SessionCalls>();
const session = await openSession('bench.yaml', {
  ...{ hub: task.url, apiKey: task.apiKey, spool: task.spool },
  ...{ environment: false, onWarning: () => undefined },
});
if (task.kill !== undefined) process.kill(task.kill, 'SIGKILL');
const times: number[] = [];
const warmUp = task.calls / 10;
for (let call = 0; call < task.calls + warmUp; call++) {
  const row = values(call);
  const start = process.hrtime.bigint();
  void session.logMetrics(call, row);
  if (call >= warmUp) times.push(Number(process.hrtime.bigint() - start) / 1000);
  // A trainer gives way between its epochs; the writer then has its turn.
  if (call % 10 === 9) await turn();
}

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const start = performance.now();
for (let call = 0; call < task.rate * task.seconds; ) {
  // One value a call, and as many calls as are due by now.
  const due = Math.min(task.rate * task.seconds, ((performance.now() - start) / 1000) * task.rate);
  for (let most = call + 200; call < due && call < most; call++) {
    void session.logMetrics(1e6 + call, { loss: call });
  }
  await turn();
}
delay.disable();
const result: SessionCallsResult = {
  p50: quantile(times, 0.5),
  p99: quantile(times, 0.99),
  stall: delay.max / 1e6,
};
process.stdout.write(JSON.stringify(result), () => process.exit(0));

/** Twenty series, as a detector logs them. */
function values(epoch: number): Record<string, number> {
  const row: Record<string, number> = {};
  for (let series = 0; series < 20; series++) row[`metrics/series-${series}`] = epoch + series;
  return row;
}
