import { HubError } from '@trainyard/protocol';
import type { Caller } from '../accounts/caller.ts';
import { requireAccount } from '../accounts/caller.ts';
import { owned } from '../accounts/sharing-rules.ts';
import type { Database } from '../database/open-database.ts';
import { findOwned, type OwnedTableName } from './owned-objects.ts';

/**
 * Deletes an object of the caller's: to the trash, or (`hard`) for good, from the trash as well.
 * Moving what is in the trash already there again is a `not_found`, like everything about it.
 * @throws HubError not_found, not_allowed, scope_too_small
 */
export async function deleteOwned(
  { db }: Database,
  table: OwnedTableName,
  caller: Caller,
  id: string,
  { hard }: { hard: boolean },
): Promise<void> {
  const account = requireAccount(caller, 'manage');
  const object = await findOwned(db, table, id);
  if (hard) {
    owned(account, object && { ...object, deleted_at: null });
    await db.deleteFrom(table).where('id', '=', id).execute();
    return;
  }
  owned(account, object);
  await db.updateTable(table).set({ deleted_at: Date.now() }).where('id', '=', id).execute();
}

/** Takes an object out of the trash. @throws HubError not_found when it is not there */
export async function restoreOwned(
  { db }: Database,
  table: OwnedTableName,
  caller: Caller,
  id: string,
): Promise<void> {
  const account = requireAccount(caller, 'manage');
  const restored = await db
    .updateTable(table)
    .set({ deleted_at: null, updated_at: Date.now() })
    .where('id', '=', id)
    .where('owner_id', '=', account.userId)
    // Null is not in the trash; 0 is on its way out of it for good.
    .where('deleted_at', '>', 0)
    .returning('id')
    .executeTakeFirst();
  if (!restored) throw new HubError('not_found');
}
