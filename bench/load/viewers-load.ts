import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { readTask } from '../suite/load-process.ts';
import { quantile } from '../suite/statistics.ts';
import { Connection } from './connection.ts';
import { WORKLOADS } from './workloads.ts';

/** Opens viewers of the live stream, and sends metrics of models one after the other. */
export interface ViewersLoad {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly viewers: number;
  /** One metric of each in turn: every one of them is a change of its own. */
  readonly models: readonly string[];
  readonly sends: number;
  /** Milliseconds from one to the next. */
  readonly every: number;
}

export interface ViewersLoadResult {
  /** Changes that all viewers got, of those that were sent. */
  readonly delivered: number;
  /** Milliseconds from the send to the message in a viewer's stream. */
  readonly p50: number;
  readonly p95: number;
  /** From the first send to the last delivery. */
  readonly seconds: number;
}

/** How long late messages are waited for. */
const PATIENCE_MS = 20_000;

const LANES = 16;

const task = await readTask<ViewersLoad>();
const sentAt = new Map<string, number>();
const times: number[] = [];
const expected = task.sends * task.viewers;
const { promise: complete, resolve: completed } = Promise.withResolvers<void>();
let lastAt = 0;

const sockets = await Promise.all(Array.from({ length: task.viewers }, open));
const headers = { 'content-type': 'application/json', ...task.headers };
// Those that come one right after the other are sent by several, so that none waits for a commit.
const lanes = Array.from({ length: task.every === 0 ? LANES : 1 }, (_, index) => index);
const start = performance.now();
await Promise.all(lanes.map(drive));
const patience = setTimeout(completed, PATIENCE_MS);
await complete;
clearTimeout(patience);
for (const socket of sockets) socket.destroy();
const result: ViewersLoadResult = {
  delivered: times.length,
  p50: quantile(times, 0.5),
  p95: quantile(times, 0.95),
  seconds: (lastAt - start) / 1000,
};
process.stdout.write(JSON.stringify(result));

async function drive(lane: number): Promise<void> {
  const connection = new Connection(task.url, headers);
  for (let send = lane; send < task.sends; send += lanes.length) {
    const model = task.models[send % task.models.length]!;
    const points = { epochs: 1, series: 20, first: Math.floor(Date.now() / 1000) };
    const { path, body } = WORKLOADS.trainyard(model, send, points);
    await wait(Math.max(0, start + send * task.every - performance.now()));
    sentAt.set(model, performance.now());
    const { status } = await connection.request('POST', path, body);
    if (status !== 200) throw new Error(`a metric was answered with ${status}`);
  }
  connection.close();
}

/** One stream, ready when its first message has come. */
function open(): Promise<Socket> {
  const { hostname, port } = new URL(task.url);
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect(Number(port), hostname);
  const headers = Object.entries(task.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET /app/v1/events HTTP/1.1\r\nhost: ${hostname}\r\n${headers.join('')}\r\n`);
  let text = '';
  socket.on('error', reject);
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    const now = performance.now();
    text += chunk;
    if (text.includes('event: hello')) resolve(socket);
    const messages = text.split('\n\n');
    text = messages.pop()!;
    for (const message of messages) {
      const model = /"type":"metrics","modelId":"(\w+)"/.exec(message)?.[1];
      const sent = model && sentAt.get(model);
      if (!sent) continue;
      times.push(now - sent);
      lastAt = now;
      if (times.length === expected) completed();
    }
  });
  return promise;
}
