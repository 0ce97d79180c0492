import { PATHS } from '@trainyard/protocol/paths';
import type { Target } from '../deliver/target.ts';
import { drain } from '../http/read-body.ts';
import type { SpoolCheckpoint, StoredCheckpoint } from '../spool/spool-checkpoint.ts';
import { checkpointName } from './checkpoint-names.ts';
import { multipartBody } from './multipart-body.ts';
import type { UploadOptions } from './upload-options.ts';

/**
 * `POST /v1/models/{id}/upload`, the HUB API's own upload. A connection that breaks costs the whole
 * file again; hubs with the capability `tus` are spared that.
 *
 * @returns bytes of content sent, repetitions included.
 */
export async function uploadMultipart(
  target: Target,
  stored: StoredCheckpoint,
  options: UploadOptions,
): Promise<number> {
  const { checkpoint, file } = stored;
  const { size, sha256 } = checkpoint;
  const body = multipartBody(fields(checkpoint), {
    name: checkpointName(checkpoint),
    path: file,
    size,
  });
  let moved = 0;
  let tried = 0;
  await target.client.call({
    what: 'the checkpoint',
    method: 'POST',
    path: PATHS.hub.modelUpload,
    params: { id: target.modelId },
    headers: { 'x-checksum-sha256': sha256 },
    body,
    deadline: options.deadline,
    // The hub answers only when it has hashed and synced the file.
    idleTimeout: 120_000,
    background: true,
    signal: options.signal,
    onSent: (bytes) => {
      tried = Math.min(size, bytes);
      options.onDone(tried);
    },
    onRetry: ({ reason }) => {
      moved += tried;
      tried = 0;
      options.onInterrupted(reason);
    },
    read: drain,
  });
  return moved + size;
}

function fields({ kind, epoch, isBest, map }: SpoolCheckpoint): Record<string, string> {
  if (kind === 'final') return { type: 'final', ...(map !== null && { map: String(map) }) };
  // Python's spelling of booleans is the one that every server of this API knows.
  return { epoch: String(epoch ?? 0), type: 'epoch', isBest: isBest ? 'True' : 'False' };
}
