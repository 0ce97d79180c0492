/**
 * What a session costs its trainer: the time that `logMetrics` takes from the caller, with the hub
 * up, slow, dead and gone, and the session's share of a CPU at one epoch a second.
 *
 * Usage: node bench/session.ts [CALLS] [SECONDS]
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { openSession } from '@trainyard/session';

const CALLS = Number(process.argv[2] ?? 20_000);
const SECONDS = Number(process.argv[3] ?? 10);
const KEY = 'b'.repeat(42);

const directory = await mkdtemp(join(tmpdir(), 'trainyard-bench-'));
// A process of its own, so that its work is not counted as the session's.
const hub = spawn(
  process.execPath,
  ['packages/cli/src/main.js', 'serve', '--port', '0', '--data', join(directory, 'data')],
  { env: { ...process.env, TRAINYARD_API_KEY: KEY }, stdio: ['ignore', 'pipe', 'inherit'] },
);
const [banner] = (await once(hub.stdout, 'data')) as [Buffer];
const hubUrl = /http:\/\/\S+/.exec(`${banner}`)?.[0] ?? '';

/** In front of the hub: passes requests on, and from then on does as it is told. */
let mood: 'up' | 'slow' | 'dead' | 'gone' = 'up';
const gate = createServer((request, response) => {
  pass(request, response).catch(() => request.socket.destroy());
});

async function pass(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  if (mood === 'gone') return request.socket.destroy();
  // Dead: takes the request and never answers.
  if (mood === 'dead') return;
  if (mood === 'slow') await wait(2000);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { host: _host, connection: _connection, ...headers } = request.headers;
  const reply = await fetch(hubUrl + request.url, {
    method: request.method ?? 'GET',
    headers: headers as Record<string, string>,
    ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
  });
  response.writeHead(reply.status, { 'content-type': 'application/json' });
  return response.end(await reply.text());
}

await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;

/** Twenty series, as a detector logs them. */
function values(epoch: number): Record<string, number> {
  const row: Record<string, number> = {};
  for (let series = 0; series < 20; series++) row[`metrics/series-${series}`] = epoch + series;
  return row;
}

async function open(address: string) {
  return openSession('bench.yaml', {
    hub: address,
    apiKey: KEY,
    spool: join(directory, 'spool'),
    environment: false,
    onWarning: () => undefined,
  });
}

console.log(`logMetrics, 20 series a call, ${CALLS} calls each; microseconds from the caller`);
for (const next of ['up', 'slow', 'dead', 'gone'] as const) {
  mood = 'up';
  const session = await open(url);
  mood = next;
  const times = new Float64Array(CALLS);
  for (let call = 0; call < CALLS; call++) {
    const row = values(call);
    const start = process.hrtime.bigint();
    void session.logMetrics(call, row);
    times[call] = Number(process.hrtime.bigint() - start) / 1000;
    // A trainer gives way between its epochs; the writer then has its turn.
    if (call % 10 === 9) await turn();
  }
  times.sort();
  const at = (share: number): string => (times[Math.floor(CALLS * share)] ?? 0).toFixed(2);
  console.log(`hub ${next.padEnd(5)} median ${at(0.5)}  p99 ${at(0.99)}  p99.9 ${at(0.999)}`);
  mood = 'gone';
  await session.finish({ deadline: 1 });
}

const session = await open(hubUrl);
await wait(1000);
const before = process.cpuUsage();
for (let epoch = 0; epoch < SECONDS; epoch++) {
  void session.logMetrics(epoch, values(epoch));
  await wait(1000);
}
const { user, system } = process.cpuUsage(before);
const share = (user + system) / 1e6 / SECONDS;
console.log(`one epoch a second: ${(share * 100).toFixed(2)} % of a CPU`);
await session.finish();
gate.closeAllConnections();
gate.close();
hub.kill();
await once(hub, 'close');
await rm(directory, { recursive: true, force: true });
