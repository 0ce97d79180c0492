import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../database/open-database.ts';
import type { CheckpointsTable } from '../database/schema.ts';

/**
 * The checkpoint of each model that is handed out.
 *
 * - `last`: to resume from. The one of the latest attempt and its highest epoch, not the one that
 *   arrived last: a slow upload of an earlier epoch may come in after a later one.
 * - `best`: the newest final or promoted weights; only while there are none, what the trainer
 *   called the best so far. `ultralytics` sends its last periodic checkpoint beside the final
 *   weights, and often finishes it after them.
 */
export async function newestCheckpoints(
  db: Database['db'],
  ids: readonly string[],
  which: 'last' | 'best',
): Promise<Map<string, CheckpointsTable>> {
  if (ids.length === 0) return new Map();
  const ranked = db
    .selectFrom('checkpoints')
    .selectAll()
    .select(
      sql<number>`row_number() over (partition by model_id order by ${ORDER[which]})`.as('rank'),
    )
    .where('model_id', 'in', ids)
    .where(which === 'last' ? sql<boolean>`kind = 'last'` : IS_BEST);
  const rows = await db.selectFrom(ranked.as('ranked')).selectAll().where('rank', '=', 1).execute();
  return new Map(rows.map(({ rank: _, ...row }) => [row.model_id, row]));
}

/** Whether a checkpoint counts among the best, of which the newest is handed out. */
export const IS_BEST = sql<boolean>`(kind in ('final', 'best') or is_best = 1)`;

/** The furthest of several checkpoints first. */
export const BY_EPOCH = sql`attempt desc, coalesce(epoch, -1) desc, created_at desc`;

const ORDER: Record<'last' | 'best', RawBuilder<unknown>> = {
  last: BY_EPOCH,
  best: sql`case when kind = 'last' then 1 else 0 end,
    case when kind = 'last' then 0 else created_at end desc,
    case when kind = 'final' then 0 else 1 end, ${BY_EPOCH}`,
};
