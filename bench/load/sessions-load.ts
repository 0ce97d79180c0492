import { setTimeout as wait } from 'node:timers/promises';
import { readTask } from '../suite/load-process.ts';
import { quantile } from '../suite/statistics.ts';
import { Connection } from './connection.ts';
import { WORKLOADS } from './workloads.ts';

/** Live sessions: each sends an epoch every few seconds, and a heartbeat now and then. */
export interface SessionsLoad {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly models: readonly string[];
  readonly epochs: number;
  /** Seconds from one epoch of a session to the next. */
  readonly every: number;
  /** Epochs from one heartbeat of a session to the next. */
  readonly heartbeats: number;
  readonly series: number;
}

export interface SessionsLoadResult {
  readonly calls: number;
  readonly errors: number;
  readonly error?: string;
  readonly p50: number;
  readonly p99: number;
  readonly epochs: number;
}

const task = await readTask<SessionsLoad>();
const times: number[] = [];
let errors = 0;
let error: string | undefined;
let epochs = 0;
const start = performance.now();
await Promise.all(task.models.map(session));
const result: SessionsLoadResult = {
  calls: times.length,
  errors,
  ...(error !== undefined && { error }),
  p50: quantile(times, 0.5),
  p99: quantile(times, 0.99),
  epochs,
};
process.stdout.write(JSON.stringify(result));

async function session(model: string, index: number): Promise<void> {
  const headers = { 'content-type': 'application/json', ...task.headers };
  const connection = new Connection(task.url, headers);
  // Spread over the interval, as sessions that were started at different times are.
  const offset = (index / task.models.length) * task.every;
  for (let epoch = 0; epoch < task.epochs; epoch++) {
    const due = start + (offset + epoch * task.every) * 1000;
    await wait(Math.max(0, due - performance.now()));
    if ((epoch + index) % task.heartbeats === 0) {
      const agent = JSON.stringify({ agent: 'bench', agentId: `agent-${index}` });
      await call(connection, `/v1/agent/heartbeat/models/${model}`, agent);
    }
    const points = { epochs: 1, series: task.series, first: 0 };
    const { path, body } = WORKLOADS.trainyard(model, epoch, points);
    if (await call(connection, path, body)) epochs++;
  }
  connection.close();
}

async function call(connection: Connection, path: string, body: string): Promise<boolean> {
  const began = performance.now();
  try {
    const { status, body: text } = await connection.request('POST', path, body);
    if (status !== 200) throw new Error(`${status} ${text.slice(0, 200)}`);
    times.push(performance.now() - began);
    return true;
  } catch (caught) {
    errors++;
    error ??= String(caught);
    return false;
  }
}
