import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A weights file as it was last seen. */
export interface WeightsFile {
  readonly path: string;
  readonly mtimeMs: number;
  readonly size: number;
}

/** The newest checkpoint and the best one of a run, where there are any. */
export interface RunWeights {
  readonly last: WeightsFile | null;
  readonly best: WeightsFile | null;
}

/** Folders beside a results file that hold weights: of the YOLOs, and of Lightning. */
const FOLDERS = ['weights', 'checkpoints', '.'];

const WEIGHTS = /\.(pt|pth|ckpt|safetensors|onnx|bin)$/;

/** Looks for a run's weights: beside its results, or in the folder that was named. */
export async function findWeights(results: string | null, folder?: string): Promise<RunWeights> {
  const folders =
    folder !== undefined
      ? [folder]
      : results === null
        ? []
        : FOLDERS.map((name) => join(dirname(results), name));
  for (const candidate of folders) {
    const files = await weightsIn(candidate);
    if (files.length === 0) continue;
    const named = (stem: string) => files.find(({ path }) => path.includes(`/${stem}.`)) ?? null;
    const newest = files.toSorted((a, b) => b.mtimeMs - a.mtimeMs)[0] ?? null;
    const best = named('best');
    const last = named('last') ?? (newest === best ? null : newest);
    return { last, best };
  }
  return { last: null, best: null };
}

/** Weights from before a run began are another run's. @param since milliseconds since 1970 */
export function newerThan(file: WeightsFile | null, since: number): WeightsFile | null {
  return file !== null && file.mtimeMs >= since ? file : null;
}

async function weightsIn(folder: string): Promise<WeightsFile[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => WEIGHTS.test(name));
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const stats = await stat(path).catch(() => null);
      return stats?.isFile() ? [{ path, mtimeMs: stats.mtimeMs, size: stats.size }] : [];
    }),
  );
  return files.flat().filter(({ size }) => size > 0);
}
