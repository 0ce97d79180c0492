import type { NoticeEvent } from '@trainyard/protocol';
import type { Database } from '../database/open-database.ts';

/** What somebody wants to be told of by e-mail; nothing until they choose. */
export async function readNoticeChoices({ db }: Database, userId: string): Promise<NoticeEvent[]> {
  const row = await db
    .selectFrom('notice_choices')
    .select('events')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row ? JSON.parse(row.events) : [];
}

/** Chooses anew. */
export async function keepNoticeChoices(
  { db }: Database,
  userId: string,
  chosen: readonly string[],
): Promise<void> {
  const events = JSON.stringify([...new Set(chosen)]);
  await db
    .insertInto('notice_choices')
    .values({ user_id: userId, events })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ events }))
    .execute();
}
