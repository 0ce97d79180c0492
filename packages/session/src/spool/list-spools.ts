import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifest, type SpoolManifest } from './spool.ts';

/** Most sessions that a hub takes as predecessors of another. */
const MOST_PREDECESSORS = 100;

/** The sessions of a model that have something left to send, oldest first. */
export async function unsentSessions(
  root: string,
  { hub, modelId }: Pick<SpoolManifest, 'hub' | 'modelId'>,
): Promise<string[]> {
  const manifests = await Promise.all((await listSpools(root)).map(readManifest));
  return manifests
    .filter((one) => one !== null)
    .filter((one) => one.hub === hub && one.modelId === modelId)
    .map(({ sessionId }) => sessionId)
    .slice(-MOST_PREDECESSORS);
}

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
