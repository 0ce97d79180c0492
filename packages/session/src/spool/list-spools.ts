import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders of all spools under `root`, oldest first. None is opened; a missing root holds none. */
export async function listSpools(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const folders = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async (entry) => {
        const path = join(root, entry.name);
        const { birthtimeMs } = await stat(path).catch(() => ({ birthtimeMs: 0 }));
        return { path, birthtimeMs };
      }),
  );
  return folders.sort((a, b) => a.birthtimeMs - b.birthtimeMs).map(({ path }) => path);
}
