import { HubError } from '@trainyard/protocol';
import { randomId } from '../../accounts/random-id.ts';
import type { BlobStore, StoredBlob } from '../../blobs/blob-store.ts';
import { recordBlob } from '../../blobs/record-blob.ts';
import type { Database } from '../../database/open-database.ts';
import type {
  CheckpointsTable,
  CheckpointUploadsTable,
  ModelsTable,
} from '../../database/schema.ts';
import type { LiveBus } from '../../live/live-bus.ts';
import { addCheckpoint, allEpochsDone } from '../checkpoints.ts';
import { promoteWeights } from './promote-weights.ts';

/** The file's own name, made safe for a URL; only its last part, and always a `.pt`. */
function safeFileName(name: string | null | undefined): string {
  const stem = (name ?? '')
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.pt$/i, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);
  return `${stem || 'best'}.pt`;
}

/** Notes that an upload was asked for, so that later events can name it. */
export async function beginCheckpointUpload(
  { db }: Database,
  model: ModelsTable,
  { attempt, fileName }: { attempt: number; fileName: string | null | undefined },
): Promise<CheckpointUploadsTable> {
  const upload: CheckpointUploadsTable = {
    id: randomId(),
    model_id: model.id,
    attempt,
    file_name: safeFileName(fileName),
    created_at: Date.now(),
    checkpoint_id: null,
    is_final: 0,
    final_map: null,
  };
  await db.insertInto('checkpoint_uploads').values(upload).execute();
  return upload;
}

/** The name by which events call an upload: `modelPath`, `gcsPath`, `uploadPath`. */
export function uploadPath({ id, model_id, file_name }: CheckpointUploadsTable): string {
  return `checkpoints/${model_id}/${id}/${file_name}`;
}

/** The upload of the model that a path names, if it does. */
export async function findUpload(
  { db }: Database,
  modelId: string,
  path: unknown,
): Promise<CheckpointUploadsTable | undefined> {
  const parts = /^checkpoints\/([^/]+)\/([^/]+)\//.exec(typeof path === 'string' ? path : '');
  if (parts?.[1] !== modelId) return undefined;
  return db
    .selectFrom('checkpoint_uploads')
    .selectAll()
    .where('id', '=', parts[2]!)
    .where('model_id', '=', modelId)
    .executeTakeFirst();
}

/**
 * Makes received weights a checkpoint of their run. Weights that are sent while the training goes
 * on, `best.pt` or `last.pt`, hold the optimizer: they are what it can be resumed from. What comes
 * after its last epoch has been stripped of that. Neither ends the training: an upload looks the
 * same in mid-training and at the end, and only `training_complete` says which it was.
 * @throws HubError not_found, empty_upload, checkpoint_torn
 */
export async function finishCheckpointUpload(
  context: { database: Database; blobs: BlobStore; live: LiveBus },
  uploadId: string,
  blob: StoredBlob,
): Promise<CheckpointsTable> {
  const { db } = context.database;
  await db.transaction().execute((trx) => recordBlob(trx, blob));
  const upload = await db
    .selectFrom('checkpoint_uploads')
    .innerJoin('models', 'models.id', 'checkpoint_uploads.model_id')
    .select(['model_id', 'checkpoint_uploads.attempt', 'file_name', 'checkpoint_id'])
    .select(['epochs_done', 'train_args', 'cancel_requested_at', 'state'])
    .where('checkpoint_uploads.id', '=', uploadId)
    .executeTakeFirst();
  if (!upload) throw new HubError('not_found');
  const known = await db
    .selectFrom('checkpoints')
    .selectAll()
    .where('id', '=', upload.checkpoint_id)
    .where('blob_hash', '=', blob.hash)
    .executeTakeFirst();
  if (known) return known;
  const isBest = !/^last/i.test(upload.file_name);
  const checkpoint = await addCheckpoint(
    context,
    upload.model_id,
    {
      kind: isBest && isAtItsEnd(upload) ? 'best' : 'last',
      epoch: null,
      isBest,
      map: null,
      attempt: upload.attempt,
    },
    blob,
  );
  const { is_final: isFinal, final_map: map } = await db
    .updateTable('checkpoint_uploads')
    .set({ checkpoint_id: checkpoint.id })
    .where('id', '=', uploadId)
    .returning(['is_final', 'final_map'])
    .executeTakeFirstOrThrow(() => new HubError('not_found'));
  // The completion came first: it could not wait for a bucket that was away.
  if (isFinal === 1) await promoteWeights(context, upload.model_id, checkpoint.id, map);
  return checkpoint;
}

/**
 * Whether the training is over but for its completion. What comes after that is an upload from
 * mid-training that took longer than the final one, and must not take its place.
 */
function isAtItsEnd(
  model: Pick<ModelsTable, 'epochs_done' | 'train_args' | 'cancel_requested_at' | 'state'>,
): boolean {
  if (!['new', 'training', 'disconnected'].includes(model.state)) return false;
  if (model.cancel_requested_at !== null) return true;
  return allEpochsDone(model);
}
