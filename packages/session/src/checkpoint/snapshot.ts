import type { BigIntStats } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { CheckpointTornError } from '../errors/checkpoint-torn-error.ts';
import { copyWhole } from './copy-whole.ts';
import { hashFile } from './hash-file.ts';
import { isComplete } from './is-complete.ts';

/** A frozen copy of a checkpoint. */
export interface Snapshot {
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface SnapshotOptions {
  /** How often a changing or incomplete file is read. Default 8. */
  readonly tries?: number;
  /** Wait after the first try, doubled after each, in milliseconds. Default 50. */
  readonly wait?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Copies a checkpoint as it is at this moment: trainers rewrite theirs in place, so neither the
 * path nor a hard link keeps the bytes. A reflink where the file system has them (Btrfs, XFS,
 * APFS), a copy elsewhere; durable on resolving.
 *
 * A copy taken in mid-write is noticed, by the file's size and time before and after and by its own
 * format's end record, and taken again.
 *
 * @throws CheckpointTornError when the file never was whole.
 * @throws Error of the file system, as ENOENT.
 */
export async function snapshot(
  source: string,
  target: string,
  options: SnapshotOptions = {},
): Promise<Snapshot> {
  const { tries = 8, wait: first = 50, signal } = options;
  let reason = '';
  for (let tried = 0; tried < tries; tried++) {
    if (tried > 0) {
      const delay = Math.min(5000, first * 2 ** (tried - 1));
      await wait(delay, undefined, { ...(signal && { signal }) });
    }
    const before = await stat(source, { bigint: true });
    await copyWhole(source, target);
    const after = await stat(source, { bigint: true });
    if (!isSame(before, after)) reason = 'it changed while it was read';
    else if (await finish(target)) {
      return { size: Number(after.size), sha256: await hashFile(target) };
    } else reason = 'it is incomplete';
  }
  await rm(target, { force: true });
  throw new CheckpointTornError(source, tries, reason);
}

function isSame(a: BigIntStats, b: BigIntStats): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ino === b.ino;
}

/** Whether the copy is whole; if so, it is durable afterwards. */
async function finish(file: string): Promise<boolean> {
  const handle = await open(file, 'r+');
  try {
    const { size } = await handle.stat();
    if (!(await isComplete(handle, size))) return false;
    await handle.sync();
    return true;
  } finally {
    await handle.close();
  }
}
