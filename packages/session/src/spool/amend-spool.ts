import { isSpoolLockedError } from '../errors/spool-locked-error.ts';
import { finishBody } from '../session/finish-body.ts';
import { type NewCheckpoint, SpooledCheckpoints } from '../session/spooled-checkpoints.ts';
import type { Finish } from '../session/training-session.ts';
import type { Warn } from '../warning.ts';
import { SegmentWriter, segmentNumber } from './segment-writer.ts';
import { Spool } from './spool.ts';

/** What became known of a training after its session had died. */
export interface Amendment {
  readonly metrics: readonly {
    readonly epoch: number;
    readonly values: Readonly<Record<string, unknown>>;
  }[];
  readonly checkpoints: readonly (NewCheckpoint & { readonly file: string })[];
  /** How it ended, when it has. */
  readonly finish: Pick<Finish, 'state' | 'exitCode' | 'message' | 'lastLines'> | null;
}

export interface AmendSpoolOptions {
  /** Folder of all spools, to which the limit applies. */
  readonly root: string;
  /** In bytes. */
  readonly limit: number;
  readonly warn: Warn;
}

/**
 * Adds to what a dead session has left in its spool, as if that session had lived: on the hub it
 * all belongs to the same attempt. What was logged before may be there again.
 *
 * @returns whether it was done; not where somebody has the spool open, or when there is none.
 */
export async function amendSpool(
  directory: string,
  amendment: Amendment,
  { root, limit, warn }: AmendSpoolOptions,
): Promise<boolean> {
  const spool = await openUnlocked(directory);
  if (spool === null) return false;
  try {
    // It had come to its end, and died while it waited for the hub.
    if ((await spool.readFinish()) !== null) return true;
    const newest = (await spool.segments()).at(-1)?.split(/[/\\]/).at(-1) ?? '';
    const writer = new SegmentWriter({
      directory,
      first: (segmentNumber(newest) ?? 0) + 1,
      onProblem: (message) => warn('spool_failed', message),
    });
    for (const { epoch, values } of amendment.metrics) {
      void writer.append({ type: 'metrics', event: { step: epoch, values } });
    }
    await writer.close();
    const checkpoints = new SpooledCheckpoints({ spool, root, limit, warn, busy: () => null });
    let done = !writer.failing;
    for (const { file, ...checkpoint } of amendment.checkpoints) {
      done = (await checkpoints.take(file, checkpoint)) && done;
    }
    const { sessionId } = spool.manifest;
    if (amendment.finish) await spool.writeFinish(finishBody(sessionId, amendment.finish));
    return done;
  } finally {
    await spool.close();
  }
}

/** Removes a spool that was only kept for what lay beside its content. */
export async function removeEmptySpool(directory: string): Promise<void> {
  const spool = await openUnlocked(directory);
  await spool?.close();
}

async function openUnlocked(directory: string): Promise<Spool | null> {
  try {
    return await Spool.open(directory);
  } catch (error) {
    if (isSpoolLockedError(error)) return null;
    throw error;
  }
}
