import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DownloadLoad, DownloadLoadResult } from '../load/download-load.ts';
import { contentOf } from '../load/upload-content.ts';
import { Nginx } from '../peers/nginx.ts';
import { Trainyard } from '../peers/trainyard.ts';
import { alternate, type Contestant } from '../suite/alternate.ts';
import type { Benchmark, BenchOptions, BenchResult, Comparison } from '../suite/benchmark.ts';
import { runLoad } from '../suite/load-process.ts';
import { storeCheckpoint } from './store-checkpoint.ts';

const MIB = 1024 * 1024;
const OURS = 'Trainyard';
const NGINX = 'nginx';

/** Checkpoints going out. */
export const download: Benchmark = {
  name: 'download',
  workload: 'a checkpoint of 1 GiB, whole and its second half by Range',
  run,
};

async function run(options: BenchOptions): Promise<BenchResult> {
  const { small, folder, signal, log } = options;
  const { mebibytes, rounds } = small
    ? { mebibytes: 3, rounds: 1 }
    : { mebibytes: 1024, rounds: 7 };
  const bytes = mebibytes * MIB;
  await using cleanUp = new AsyncDisposableStack();
  const hub = cleanUp.use(await Trainyard.start(join(folder, 'hub'), signal));
  const { link } = await storeCheckpoint(hub, { content: 1, bytes }, signal);
  const nginx = small ? undefined : cleanUp.use(await Nginx.start(join(folder, 'nginx'), signal));
  if (nginx) await writeFile(join(nginx.files, 'last.pt'), contentOf(1, bytes));

  const checks: BenchResult['checks'][number][] = [];
  const comparisons: Comparison[] = [];
  for (const [what, from] of [
    ['whole', 0],
    ['second half, by Range', bytes / 2],
  ] as const) {
    const headers: Record<string, string> = from === 0 ? {} : { range: `bytes=${from}-` };
    const contestant = (
      name: string,
      url: string,
      server?: Nginx['server'],
    ): Contestant<number> => ({
      name,
      ...(server && { server }),
      measure: async (round) => {
        log(`round ${round + 1}: ${what}, ${name}`);
        const load: DownloadLoad = { url, headers };
        const limits = { seconds: 120, signal };
        const result = await runLoad<DownloadLoadResult>('download-load.ts', load, limits);
        checks.push({ what: `bytes, ${what}`, expected: bytes - from, found: result.bytes });
        return result.bytes / MIB / result.seconds;
      },
    });
    const contestants = [contestant(OURS, link)];
    if (nginx) contestants.push(contestant(NGINX, `${nginx.url}/last.pt`, nginx.server));
    const measured = await alternate(contestants, rounds);
    const values = measured.get(NGINX);
    comparisons.push({
      ...{ what: `${mebibytes} MiB, ${what}`, unit: 'MiB/s', ours: measured.get(OURS)! },
      ...(values && { peer: { name: NGINX, values }, goal: { of: 'ratio', atLeast: 0.9 } }),
    });
  }
  return { comparisons, checks, ...(nginx && { versions: { nginx: nginx.version } }) };
}
