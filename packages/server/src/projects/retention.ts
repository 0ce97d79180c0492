import type { Retention } from '@trainyard/protocol';
import { type Caller, requireAccount } from '../accounts/caller.ts';
import { owned } from '../accounts/sharing-rules.ts';
import { findOwned } from '../catalogue/owned-objects.ts';
import type { Database } from '../database/open-database.ts';

/**
 * Which checkpoints a project of the caller's keeps; null for all.
 * @throws HubError not_found, not_allowed
 */
export async function readRetention(
  { db }: Database,
  caller: Caller,
  projectId: string,
): Promise<Retention | null> {
  const account = requireAccount(caller, 'read');
  const { retention } = owned(account, await findOwned(db, 'projects', projectId));
  return retention === null ? null : (JSON.parse(retention) as Retention);
}

/** Says which checkpoints to keep. @throws HubError not_found, not_allowed, scope_too_small */
export async function setRetention(
  { db }: Database,
  caller: Caller,
  projectId: string,
  retention: Retention | null,
): Promise<void> {
  const account = requireAccount(caller, 'manage');
  owned(account, await findOwned(db, 'projects', projectId));
  await db
    .updateTable('projects')
    .set({
      retention: retention && JSON.stringify({ every: retention.every }),
      updated_at: Date.now(),
    })
    .where('id', '=', projectId)
    .execute();
}
