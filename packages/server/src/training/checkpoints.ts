import { HubError } from '@trainyard/protocol';
import type { Transaction } from 'kysely';
import { randomId } from '../accounts/random-id.ts';
import type { StoredBlob } from '../blobs/blob-store.ts';
import { recordBlob } from '../blobs/record-blob.ts';
import type { Database } from '../database/open-database.ts';
import type { CheckpointsTable, ModelsTable, Schema } from '../database/schema.ts';
import type { LiveBus } from '../live/live-bus.ts';
import { assertWholeArchive } from './checkpoint-archive.ts';
import { lockModel } from './lock-model.ts';
import { stateAfter } from './model-state.ts';

/** What a trainer says of the weights that it uploads. */
export interface CheckpointInfo {
  readonly kind: 'last' | 'best' | 'final';
  /** Counted from 0; null when the trainer did not say. */
  readonly epoch: number | null;
  readonly isBest: boolean;
  readonly map: number | null;
  /** Where it belongs. Default: the attempt under way. */
  readonly attempt?: number | undefined;
}

/**
 * Adds uploaded weights to a model. The same weights for the same epoch, sent again, are one
 * checkpoint. Final weights finish the model; those of a training that was told to stop cancel it.
 * @throws HubError not_found, empty_upload, checkpoint_torn
 */
export async function addCheckpoint(
  { database, live }: { database: Database; live: LiveBus },
  modelId: string,
  info: CheckpointInfo,
  blob: StoredBlob,
): Promise<CheckpointsTable> {
  if (blob.size === 0) throw new HubError('empty_upload');
  assertWholeArchive(blob);
  const checkpoint = await database.db.transaction().execute(async (trx) => {
    const model = await lockModel(trx, modelId);
    await recordBlob(trx, blob);
    const attempt = info.attempt ?? Math.max(model.attempt, 1);
    const now = Date.now();
    const row: CheckpointsTable = {
      id: randomId(),
      model_id: modelId,
      attempt,
      kind: info.kind,
      epoch: info.epoch,
      is_best: info.isBest ? 1 : 0,
      map: info.map,
      blob_hash: blob.hash,
      size: blob.size,
      created_at: now,
      number: await nextCheckpointNumber(trx, modelId),
    };
    const known = await trx
      .selectFrom('checkpoints')
      .selectAll()
      .where('model_id', '=', modelId)
      .where('attempt', '=', attempt)
      .where('kind', '=', info.kind)
      .where('blob_hash', '=', blob.hash)
      .where('epoch', info.epoch === null ? 'is' : '=', info.epoch)
      .executeTakeFirst();
    if (!known) await trx.insertInto('checkpoints').values(row).execute();
    const final = info.kind === 'final';
    await trx
      .updateTable('models')
      .set({
        attempt: Math.max(model.attempt, attempt),
        state: stateAfter(model.state, !final ? 'heard' : endingOf(model)),
        last_heard_at: now,
        last_heard: final ? 'final weights' : 'checkpoint',
        disconnected_at: null,
        started_at: model.started_at ?? now,
        ...(final && { finished_at: now }),
      })
      .where('id', '=', modelId)
      .execute();
    return known ?? row;
  });
  live.publish({ type: 'checkpoint', modelId, kind: info.kind });
  return checkpoint;
}

/** The number of a model's next checkpoint, while the model is locked. */
export async function nextCheckpointNumber(
  trx: Transaction<Schema>,
  modelId: string,
): Promise<number> {
  const { most } = await trx
    .selectFrom('checkpoints')
    .select(({ fn }) => fn.max('number').as('most'))
    .where('model_id', '=', modelId)
    .executeTakeFirstOrThrow();
  return (most ?? 0) + 1;
}

type Progress = Pick<ModelsTable, 'epochs_done' | 'train_args'>;

/** Whether a training has been through as many epochs as it was asked for. */
export function allEpochsDone({ epochs_done, train_args }: Progress): boolean {
  const { epochs } = JSON.parse(train_args) as { epochs?: unknown };
  return typeof epochs === 'number' && epochs > 0 && epochs_done >= epochs;
}

/**
 * What final weights say of their training. The HUB integration hears of no Stop. Where the Platform
 * callback beside it has heard it, the HUB integration's final upload still comes first.
 */
function endingOf(model: Progress & Pick<ModelsTable, 'cancel_requested_at'>) {
  return model.cancel_requested_at !== null && !allEpochsDone(model) ? 'cancelled' : 'finished';
}
