import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Files that trainers write their results to. */
const NAMES = new Set(['results.csv', 'metrics.csv']);

/** Folders that are large and hold no runs. */
const SKIPPED = new Set(['node_modules', '__pycache__', 'site-packages', 'images', 'labels']);

/** How deep runs lie below the working folder: `runs/detect/project/name/results.csv`. */
const DEEPEST = 6;

/**
 * Looks for the results file that was written last, of those changed since `since`.
 * @param since milliseconds since 1970; 0 for any.
 */
export async function findResults(folder: string, since: number): Promise<string | null> {
  const found = await allResults(folder);
  const recent = found.filter(({ mtimeMs }) => mtimeMs >= since);
  recent.sort((a, b) => b.mtimeMs - a.mtimeMs);
  return recent[0]?.path ?? null;
}

/** All results files below a folder. */
export async function allResults(
  folder: string,
  depth = 0,
): Promise<{ path: string; mtimeMs: number }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const lists = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isFile() && NAMES.has(entry.name)) {
        const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: 0 }));
        return [{ path, mtimeMs }];
      }
      const skipped = SKIPPED.has(entry.name) || entry.name.startsWith('.');
      return entry.isDirectory() && !skipped && depth < DEEPEST ? allResults(path, depth + 1) : [];
    }),
  );
  return lists.flat();
}
