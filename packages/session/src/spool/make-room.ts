import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Warn } from '../warning.ts';
import { CheckpointStore } from './checkpoint-store.ts';
import { listSpools } from './list-spools.ts';
import type { StoredCheckpoint } from './spool-checkpoint.ts';

/** A checkpoint that may have to go. */
interface Candidate extends StoredCheckpoint {
  readonly store: CheckpointStore;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * Makes room for `needed` bytes under a limit on all spools together, by dropping the oldest
 * checkpoints, and says so. Final ones go last; metrics never go.
 *
 * @param busy the checkpoint that is being uploaded, which stays; its snapshot's path or null.
 * @returns whether there is room now.
 */
export async function makeRoom(
  root: string,
  needed: number,
  limit: number,
  busy: string | null,
  warn: Warn,
): Promise<boolean> {
  let used = 0;
  const candidates: Candidate[] = [];
  for (const directory of await listSpools(root)) {
    used += await sizeOf(directory);
    const store = new CheckpointStore(directory);
    for (const stored of await store.list()) {
      const { mtimeMs } = await stat(stored.file).catch(() => ({ mtimeMs: 0 }));
      candidates.push({ ...stored, store, at: mtimeMs });
    }
  }
  candidates.sort(
    (a, b) =>
      Number(a.checkpoint.kind === 'final') - Number(b.checkpoint.kind === 'final') || a.at - b.at,
  );
  for (const candidate of candidates) {
    if (used + needed <= limit) break;
    if (candidate.file === busy) continue;
    await candidate.store.remove(candidate.name);
    used -= candidate.checkpoint.size;
    const { epoch, kind } = candidate.checkpoint;
    warn(
      'checkpoint_dropped',
      `The spool ${root} is full: the ${kind} checkpoint${epoch === null ? '' : ` of epoch ${epoch}`} was dropped before it was sent.`,
    );
  }
  return used + needed <= limit;
}

/** Bytes in a spool's files and in those of its folders. */
async function sizeOf(directory: string): Promise<number> {
  let bytes = 0;
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) bytes += await sizeOf(path);
    else
      bytes += await stat(path).then(
        ({ size }) => size,
        () => 0,
      );
  }
  return bytes;
}
