import { access } from 'node:fs/promises';
import type { OnProgress } from '../progress/progress-event.ts';
import type { Spool } from '../spool/spool.ts';
import { uploadCheckpoint } from '../upload/upload-checkpoint.ts';
import type { Warn } from '../warning.ts';
import { isRefusedForGood } from './is-refused-for-good.ts';
import type { Target } from './target.ts';

export interface DeliverCheckpointsOptions {
  /** Time for each checkpoint, in milliseconds. */
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
  readonly warn: Warn;
  readonly onProgress: OnProgress;
  /** Told which snapshot is being uploaded. */
  readonly onBusy?: (file: string) => void;
}

/**
 * Uploads the checkpoints of a spool, oldest first, each removed once the hub has acknowledged it.
 * One that the hub refuses for good is dropped with a warning: the trainer still has its file.
 *
 * @returns how many were uploaded.
 * @throws HubUnreachableError, NotSignedInError, RequestRefusedError: the rest stays in the spool.
 */
export async function deliverCheckpoints(
  spool: Spool,
  target: Target,
  options: DeliverCheckpointsOptions,
): Promise<number> {
  let delivered = 0;
  for (;;) {
    const stored = (await spool.checkpoints.list())[0];
    if (stored === undefined) return delivered;
    options.onBusy?.(stored.file);
    try {
      // It may have had to make room for a newer one in the meantime.
      await access(stored.file);
      await uploadCheckpoint(target, stored, {
        ...options,
        keepUrl: (uploadUrl) =>
          spool.checkpoints.commit(stored.name, { ...stored.checkpoint, uploadUrl }),
      });
      delivered++;
    } catch (error) {
      if (isGone(error)) {
        options.warn('checkpoint_dropped', `The snapshot ${stored.file} is gone.`);
      } else if (isRefusedForGood(error)) {
        options.warn('checkpoint_refused', (error as Error).message);
      } else throw error;
    }
    await spool.checkpoints.remove(stored.name);
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
