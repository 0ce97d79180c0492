import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { ViewersLoad, ViewersLoadResult } from '../load/viewers-load.ts';
import { nodePeer } from '../peers/node-peer.ts';
import type { ServerProcess } from '../peers/server-process.ts';
import { Trainyard } from '../peers/trainyard.ts';
import { alternate, type Contestant } from '../suite/alternate.ts';
import type { Benchmark, BenchOptions, BenchResult, Comparison } from '../suite/benchmark.ts';
import { runLoad } from '../suite/load-process.ts';
import { settledMiB } from '../suite/resident-memory.ts';

const OURS = 'Trainyard';
const BARE = 'a bare SSE server';

/** Viewers that do not read, to see what one of them costs. */
const STALLED = 100;

/** What people who watch get to see, and when. */
export const live: Benchmark = {
  name: 'live',
  workload:
    'metrics of different models, sent while 100 and 1,000 viewers watch; until the change is in a viewer’s stream',
  run,
};

interface Size {
  readonly viewers: number;
  readonly sends: number;
  /** Milliseconds from one metric to the next. */
  readonly every: number;
  /** Milliseconds, of the 95th percentile. */
  readonly limit: number;
}

async function run(options: BenchOptions): Promise<BenchResult> {
  const { small, folder, signal } = options;
  const rounds = small ? 1 : 5;
  const sizes: Size[] = small
    ? [{ viewers: 5, sends: 10, every: 50, limit: 50 }]
    : [
        { viewers: 100, sends: 100, every: 50, limit: 50 },
        { viewers: 1000, sends: 20, every: 500, limit: 250 },
      ];
  await using cleanUp = new AsyncDisposableStack();
  const hub = cleanUp.use(await Trainyard.start(join(folder, 'hub'), signal));
  const bare = cleanUp.use(await nodePeer('bare-sse.ts', signal));
  const models = await Promise.all(Array.from({ length: 100 }, () => hub.model()));
  const checks: BenchResult['checks'][number][] = [];
  const comparisons: Comparison[] = [];
  for (const size of sizes) {
    const { viewers, sends } = size;
    // As fast as they can be answered, to see how many deliveries a second there can be.
    const rush = { ...size, sends: small ? 10 : 100, every: 0 };
    const contestant = (
      name: string,
      to: Pick<ViewersLoad, 'url' | 'headers'>,
      server?: ServerProcess,
    ): Contestant<{ p95: number; rate: number }> => ({
      name,
      ...(server && { server }),
      measure: async (round) => {
        options.log(`round ${round + 1}: ${viewers} viewers, ${name}`);
        const calm = await watch({ ...to, ...size, models }, signal);
        checks.push({
          ...{ what: 'messages seen', expected: viewers * sends, found: calm.delivered },
        });
        const rushed = await watch({ ...to, ...rush, models }, signal);
        checks.push({
          ...{ what: 'messages seen', expected: viewers * rush.sends, found: rushed.delivered },
        });
        return { p95: calm.p95, rate: rushed.delivered / rushed.seconds };
      },
    });
    const measured = await alternate(
      [
        contestant(OURS, { url: hub.url, headers: hub.headers }),
        contestant(BARE, { url: bare.url, headers: {} }, bare),
      ],
      rounds,
    );
    const of = (name: string, what: 'p95' | 'rate') => measured.get(name)!.map((one) => one[what]);
    comparisons.push(
      {
        ...{ what: `${viewers} viewers, metric sent to seen, p95`, unit: 'ms' },
        ours: of(OURS, 'p95'),
        peer: { name: BARE, values: of(BARE, 'p95') },
        goal: { of: 'value', atMost: size.limit },
      },
      {
        ...{ what: `${viewers} viewers, deliveries`, unit: 'a second' },
        ours: of(OURS, 'rate'),
        peer: { name: BARE, values: of(BARE, 'rate') },
        goal: { of: 'ratio', atLeast: 0.7 },
      },
    );
  }
  comparisons.push({
    ...{ what: 'memory of a viewer that has stalled', unit: 'MiB' },
    ours: [await memoryOfStalled(hub, models, signal, small ? 10 : 2000)],
    goal: { of: 'value', atMost: 1 },
  });
  return { comparisons, checks };
}

function watch(task: ViewersLoad, signal: AbortSignal): Promise<ViewersLoadResult> {
  return runLoad<ViewersLoadResult>('viewers-load.ts', task, { seconds: 120, signal });
}

/** Opens viewers that never read, sends metrics, and divides what the hub has grown by. */
async function memoryOfStalled(
  hub: Trainyard,
  models: readonly string[],
  signal: AbortSignal,
  sends: number,
): Promise<number> {
  const load = { url: hub.url, headers: hub.headers, viewers: 1, models, sends, every: 0 };
  await watch(load, signal);
  const before = await settledMiB(hub.pid);
  const { hostname, port } = new URL(hub.url);
  const stalled = Array.from({ length: STALLED }, (): Socket => {
    const socket = connect(Number(port), hostname).pause();
    socket.write(
      `GET /app/v1/events HTTP/1.1\r\nhost: ${hostname}\r\nx-api-key: ${hub.key}\r\n\r\n`,
    );
    return socket;
  });
  await watch(load, signal);
  const after = await settledMiB(hub.pid);
  for (const socket of stalled) socket.destroy();
  return Math.max(0, after - before) / STALLED;
}
