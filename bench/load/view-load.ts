import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readTask } from '../suite/load-process.ts';
import { quantile } from '../suite/statistics.ts';

/** What a page asks for at the same moment. */
export interface View {
  readonly requests: readonly {
    readonly path: string;
    /** Makes it a POST. */
    readonly body?: unknown;
  }[];
}

/** Opens views one after the other. */
export interface ViewLoad {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly views: readonly View[];
}

export interface ViewLoadResult {
  /** Milliseconds until the last reply of a view was read and parsed. */
  readonly p50: number;
  readonly p95: number;
  /** Bytes of all replies. */
  readonly bytes: number;
}

const { url, headers, views } = await readTask<ViewLoad>();
await warmUp();
const times: number[] = [];
let bytes = 0;
for (const { requests } of views) {
  const start = performance.now();
  await Promise.all(requests.map(({ path, body }) => ask(path, body)));
  times.push(performance.now() - start);
}
const result: ViewLoadResult = { p50: quantile(times, 0.5), p95: quantile(times, 0.95), bytes };
process.stdout.write(JSON.stringify(result));

async function ask(path: string, body: unknown): Promise<void> {
  const response = await fetch(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 200)}`);
  JSON.parse(text);
  bytes += text.length;
}

/**
 * Views of a server of its own, until what the client itself runs is compiled: neither that nor
 * loading `fetch` is the time of the server that is measured.
 */
async function warmUp(): Promise<void> {
  const rows = Array.from({ length: 500 }, (_, at) => ({ name: `row ${at}`, value: at / 7 }));
  const reply = JSON.stringify(rows);
  await using server = createServer((_request, response) => response.end(reply));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  for (let view = 0; view < 100; view++) {
    JSON.parse(await (await fetch(`http://127.0.0.1:${port}/`, { headers })).text());
  }
  server.closeAllConnections();
}
