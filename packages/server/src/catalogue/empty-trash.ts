import type { Database } from '../database/open-database.ts';

/** How long what was thrown away can be taken out again, in milliseconds. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** Metric points removed in one statement, so that whoever writes in between waits but shortly. */
const POINTS_A_TIME = 50_000;

/**
 * Deletes for good what has been in the trash for 30 days. Their bytes go with the garbage.
 * @returns how many objects were deleted
 */
export async function emptyTrash({ db }: Database, now = Date.now()): Promise<number> {
  const cutoff = now - KEPT_MS;
  let deleted = 0;
  for (const table of ['models', 'datasets', 'projects'] as const) {
    // From here on nobody takes them out again: part of them may be gone already.
    const rows = await db
      .updateTable(table as 'models')
      .set({ deleted_at: 0 })
      .where('deleted_at', '<', cutoff)
      .returning('id')
      .execute();
    for (const { id } of rows) {
      if (table === 'models') await deletePoints({ db }, id);
      await db
        .deleteFrom(table as 'models')
        .where('id', '=', id)
        .execute();
      deleted += 1;
    }
  }
  return deleted;
}

async function deletePoints({ db }: Pick<Database, 'db'>, modelId: string): Promise<void> {
  const series = await db
    .selectFrom('series')
    .select('id')
    .where('model_id', '=', modelId)
    .execute();
  for (const { id } of series) {
    for (;;) {
      const border = await db
        .selectFrom('points')
        .select('step')
        .where('series_id', '=', id)
        .orderBy('step')
        .offset(POINTS_A_TIME)
        .limit(1)
        .executeTakeFirst();
      if (!border) break;
      await db
        .deleteFrom('points')
        .where('series_id', '=', id)
        .where('step', '<', border.step)
        .execute();
    }
  }
}
