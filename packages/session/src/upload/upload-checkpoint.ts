import type { Target } from '../deliver/target.ts';
import type { OnProgress, Transfer } from '../progress/progress-event.ts';
import type { StoredCheckpoint } from '../spool/spool-checkpoint.ts';
import { checkpointName } from './checkpoint-names.ts';
import { uploadMultipart } from './upload-multipart.ts';
import { uploadTus } from './upload-tus.ts';

export interface UploadCheckpointOptions {
  /** Time for all tries together, in milliseconds. */
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: OnProgress;
  /** Makes the address of a tus upload durable. */
  keepUrl(url: string): Promise<void>;
}

/**
 * Uploads a checkpoint, resumable where the hub offers tus, and tells how it goes on.
 *
 * @throws HubUnreachableError, RequestRefusedError, NotSignedInError.
 */
export async function uploadCheckpoint(
  target: Target,
  stored: StoredCheckpoint,
  options: UploadCheckpointOptions,
): Promise<void> {
  const { onProgress, deadline, signal, keepUrl } = options;
  const transfer: Transfer = {
    direction: 'upload',
    name: checkpointName(stored.checkpoint),
    bytes: stored.checkpoint.size,
  };
  const start = Date.now();
  onProgress({ type: 'started', transfer });
  const watched = {
    deadline,
    signal,
    onDone: (done: number) => onProgress({ type: 'progress', transfer, done }),
    onInterrupted: (reason: string) => onProgress({ type: 'interrupted', transfer, reason }),
    onResumed: (from: number) => onProgress({ type: 'resumed', transfer, from }),
  };
  try {
    const moved = target.capabilities.has('tus')
      ? await uploadTus(target, stored, { ...watched, keepUrl })
      : await uploadMultipart(target, stored, watched);
    const seconds = (Date.now() - start) / 1000;
    onProgress({ type: 'finished', transfer, moved, seconds });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onProgress({ type: 'failed', transfer, reason });
    throw error;
  }
}
