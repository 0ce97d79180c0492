import type { Database } from '../../database/open-database.ts';
import type { LiveBus } from '../../live/live-bus.ts';

/**
 * Makes an uploaded checkpoint the final one of its model. Repeating it changes nothing.
 * @param map mAP that the completion told, or null
 */
export async function promoteWeights(
  { database: { db }, live }: { database: Database; live: LiveBus },
  modelId: string,
  checkpointId: string,
  map: number | null,
): Promise<void> {
  await db
    .updateTable('checkpoints')
    .set({
      kind: 'final',
      is_best: 1,
      // The newest weights are handed out: an upload from mid-training may have come in between.
      created_at: Date.now(),
      ...(map !== null && { map }),
    })
    .where('id', '=', checkpointId)
    .where('kind', '!=', 'final')
    .execute();
  live.publish({ type: 'checkpoint', modelId, kind: 'final' });
}
