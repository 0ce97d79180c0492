import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CopyLoad } from '../load/copy-load.ts';
import { contentOf } from '../load/upload-content.ts';
import type { UploadLoad, UploadLoadResult } from '../load/upload-load.ts';
import { Nginx } from '../peers/nginx.ts';
import { Trainyard } from '../peers/trainyard.ts';
import { alternate, type Contestant } from '../suite/alternate.ts';
import type { Benchmark, BenchOptions, BenchResult, Comparison } from '../suite/benchmark.ts';
import { runLoad } from '../suite/load-process.ts';
import { settledMiB, watchMemory } from '../suite/resident-memory.ts';
import { UPLOAD_WAYS } from './upload-ways.ts';

const MIB = 1024 * 1024;
/** A hub's first checkpoint, which is not measured: nginx has taken some by then too. In bytes. */
const FIRST = 8 * MIB;
const NGINX = 'nginx’s PUT, then sync';
const CP = 'cp with fsync';
const WAYS = ['multipart', 'signed PUT', 'tus'] as const;

/** Checkpoints coming in. */
export const upload: Benchmark = {
  name: 'upload',
  workload:
    'a checkpoint of 100 MiB, one and eight at once, and one of 1 GiB, by multipart, signed PUT and tus; SHA-256 included',
  run: (options) =>
    run(options, [
      { files: 1, mebibytes: 100, rounds: 5 },
      { files: 8, mebibytes: 100, rounds: 5 },
      { files: 1, mebibytes: 1024, rounds: 3 },
    ]),
};

/** By itself, since a round of all contestants writes 40 GiB. */
export const uploadLarge: Benchmark = {
  name: 'upload-large',
  workload:
    'eight checkpoints of 1 GiB at once, by multipart, signed PUT and tus; SHA-256 included',
  run: (options) => run(options, [{ files: 8, mebibytes: 1024, rounds: 3 }]),
};

interface Size {
  readonly files: number;
  readonly mebibytes: number;
  readonly rounds: number;
}

async function run(options: BenchOptions, full: readonly Size[]): Promise<BenchResult> {
  const sizes = options.small ? [{ files: 2, mebibytes: 3, rounds: 1 }] : full;
  await using cleanUp = new AsyncDisposableStack();
  const nginx = options.small
    ? undefined
    : cleanUp.use(await Nginx.start(join(options.folder, 'nginx'), options.signal));
  const tally = { stored: 0, sent: 0, above: [] as number[] };
  const comparisons: Comparison[] = [];
  for (const size of sizes) {
    const contestants = [
      ...WAYS.map((way) => ours(options, size, way, tally)),
      ...(nginx ? [theirs(options, size, nginx)] : []),
      copied(options, size),
    ];
    const rates = await alternate(contestants, size.rounds);
    comparisons.push(...compare(size, rates, nginx !== undefined));
  }
  const above = tally.above;
  const goal = { of: 'value', atMost: 64 } as const;
  comparisons.push({ what: 'memory above idle, at its peak', unit: 'MiB', ours: above, goal });
  return {
    comparisons,
    checks: [{ what: 'files stored whole', expected: tally.sent, found: tally.stored }],
    ...(nginx && { versions: { nginx: nginx.version } }),
  };
}

function compare({ files, mebibytes }: Size, rates: Map<string, number[]>, withNginx: boolean) {
  const against = (way: string, name: string, atLeast: number): Comparison => ({
    ...{ what: `${files} × ${mebibytes} MiB, ${way}`, unit: 'MiB/s', ours: rates.get(way)! },
    ...{ peer: { name, values: rates.get(name)! }, goal: { of: 'ratio', atLeast } },
  });
  return [
    ...['multipart', 'signed PUT'].flatMap((way) => [
      ...(withNginx ? [against(way, NGINX, 1)] : []),
      against(way, CP, 0.6),
    ]),
    against('tus', 'signed PUT', 0.6),
  ];
}

/** Numbers of contents: none is ever sent twice. */
let contents = 0;

function ours(
  { folder, signal, log }: BenchOptions,
  { files, mebibytes }: Size,
  way: (typeof WAYS)[number],
  tally: { stored: number; sent: number; above: number[] },
): Contestant<number> {
  const bytes = mebibytes * MIB;
  return {
    name: way,
    measure: async (round) => {
      log(`round ${round + 1}: ${files} × ${mebibytes} MiB, ${way}`);
      // A hub of its own, so that the disk holds the files of one round at a time.
      const data = join(folder, 'hub');
      const hub = await Trainyard.start(data, signal);
      try {
        const prepare = (bytes: number) => UPLOAD_WAYS[way](hub, { content: ++contents, bytes });
        const idle = await settledMiB(hub.pid);
        await send({ bytes: FIRST, uploads: [await prepare(FIRST)] }, signal);
        const uploads: UploadLoad['uploads'][number][] = [];
        for (let number = 0; number < files; number++) uploads.push(await prepare(bytes));
        const memory = watchMemory(hub.pid);
        const { seconds } = await send({ bytes, uploads }, signal);
        tally.above.push(Math.max(0, memory.stop() - idle));
        tally.sent += files;
        tally.stored += wholeBlobs(data, bytes);
        return (files * mebibytes) / seconds;
      } finally {
        await hub[Symbol.asyncDispose]();
        await rm(data, { recursive: true });
      }
    },
  };
}

function send(task: UploadLoad, signal: AbortSignal): Promise<UploadLoadResult> {
  return runLoad<UploadLoadResult>('upload-load.ts', task, { seconds: 300, signal });
}

/** How many blobs of a size there are, by what the hub says that it stores. */
function wholeBlobs(data: string, bytes: number): number {
  using database = new DatabaseSync(join(data, 'trainyard.db'), { readOnly: true });
  const row = database
    .prepare('SELECT count(*) AS count FROM checkpoints WHERE size = ?')
    .get(bytes);
  return Number(row!['count']);
}

function theirs(
  { signal, log }: BenchOptions,
  { files, mebibytes }: Size,
  nginx: Nginx,
): Contestant<number> {
  return {
    name: NGINX,
    server: nginx.server,
    measure: async (round) => {
      log(`round ${round + 1}: ${files} × ${mebibytes} MiB, ${NGINX}`);
      const uploads = Array.from({ length: files }, (_, number) => ({
        ...{ method: 'PUT', url: `${nginx.url}/${number}.pt`, headers: {}, content: ++contents },
        sync: [join(nginx.files, `${number}.pt`), nginx.files],
      }));
      const { seconds } = await send({ bytes: mebibytes * MIB, uploads }, signal);
      for (const name of await readdir(nginx.files)) await rm(join(nginx.files, name));
      return (files * mebibytes) / seconds;
    },
  };
}

function copied(
  { folder, signal, log }: BenchOptions,
  { files, mebibytes }: Size,
): Contestant<number> {
  return {
    name: CP,
    measure: async (round) => {
      log(`round ${round + 1}: ${files} × ${mebibytes} MiB, ${CP}`);
      const target = join(folder, 'copies');
      await mkdir(target, { recursive: true });
      const from = join(folder, 'source.pt');
      await writeFile(from, contentOf(++contents, mebibytes * MIB));
      const to = Array.from({ length: files }, (_, number) => join(target, `${number}.pt`));
      const task: CopyLoad = { from, to, folder: target };
      const limits = { seconds: 300, signal };
      const { seconds } = await runLoad<{ seconds: number }>('copy-load.ts', task, limits);
      await rm(target, { recursive: true });
      await rm(from);
      return (files * mebibytes) / seconds;
    },
  };
}
