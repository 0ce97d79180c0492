import { type CheckpointReply, HubError } from '@trainyard/protocol';
import type { Caller } from '../accounts/caller.ts';
import { randomId } from '../accounts/random-id.ts';
import type { DownloadLinks } from '../blobs/download-links.ts';
import type { Database } from '../database/open-database.ts';
import type { CheckpointsTable } from '../database/schema.ts';
import type { LiveBus } from '../live/live-bus.ts';
import type { Origin } from '../origin.ts';
import { nextCheckpointNumber } from './checkpoints.ts';
import { lockModel } from './lock-model.ts';
import { stateAfter } from './model-state.ts';
import { getModel, getModelToTrain } from './models.ts';
import { pathOf } from './read-model.ts';

/** A model's checkpoints, newest first. @throws HubError not_found */
export async function listCheckpoints(
  { database, links, origin }: { database: Database; links: DownloadLinks; origin: Origin },
  caller: Caller,
  modelId: string,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ items: CheckpointReply[]; total: number }> {
  await getModel(database, caller, modelId);
  const ofModel = database.db.selectFrom('checkpoints').where('model_id', '=', modelId);
  const { total } = await ofModel
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await ofModel
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .offset(offset)
    .limit(limit)
    .execute();
  const items = rows.map((row) => ({
    id: row.id,
    attempt: row.attempt,
    kind: row.kind,
    epoch: row.epoch,
    isBest: row.is_best === 1,
    map: row.map,
    size: row.size,
    sha256: row.blob_hash,
    createdAt: new Date(row.created_at).toISOString(),
    url: pathOf(links.checkpoint(modelId, row.blob_hash), origin),
  }));
  return { items, total: Number(total) };
}

/**
 * Makes a checkpoint the one that is handed out: as the best weights, or as the final ones, which
 * ends the training. It is a copy that refers to the same bytes; what was there before stays.
 * @throws HubError not_found, not_allowed, scope_too_small
 */
export async function useCheckpoint(
  { database, live }: { database: Database; live: LiveBus },
  caller: Caller,
  modelId: string,
  checkpointId: string,
  as: 'best' | 'final',
): Promise<void> {
  await getModelToTrain(database, caller, modelId);
  const state = await database.db.transaction().execute(async (trx) => {
    const model = await lockModel(trx, modelId);
    const chosen = await trx
      .selectFrom('checkpoints')
      .selectAll()
      .where('id', '=', checkpointId)
      .where('model_id', '=', modelId)
      .executeTakeFirst();
    if (!chosen) throw new HubError('not_found');
    const now = Date.now();
    const copy: CheckpointsTable = {
      ...chosen,
      id: randomId(),
      kind: as,
      is_best: 1,
      created_at: now,
      number: await nextCheckpointNumber(trx, modelId),
    };
    await trx.insertInto('checkpoints').values(copy).execute();
    if (as === 'best') return model.state;
    const next = stateAfter(model.state, 'finished');
    await trx
      .updateTable('models')
      .set({ state: next, disconnected_at: null, finished_at: model.finished_at ?? now })
      .where('id', '=', modelId)
      .execute();
    return next;
  });
  live.publish({ type: 'checkpoint', modelId, kind: as });
  live.publish({ type: 'state', modelId, state });
}
