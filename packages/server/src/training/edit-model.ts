import type { BulkModelsBody, EditModelBody } from '@trainyard/protocol';
import { HubError } from '@trainyard/protocol';
import { type Caller, requireAccount } from '../accounts/caller.ts';
import { owned } from '../accounts/sharing-rules.ts';
import { findManyOwned, findOwned } from '../catalogue/owned-objects.ts';
import { deleteOwned, restoreOwned } from '../catalogue/trash.ts';
import type { Database } from '../database/open-database.ts';
import type { ModelsTable } from '../database/schema.ts';
import type { LiveBus } from '../live/live-bus.ts';
import { updateModel } from './models.ts';

interface Hub {
  readonly database: Database;
  readonly live: LiveBus;
}

/**
 * Changes what people say about a model.
 * @throws HubError not_found, not_allowed, name_too_long, invalid_body; state_conflict for the
 * arguments of a model that has been trained
 */
export async function editModel(
  { database, live }: Hub,
  caller: Caller,
  id: string,
  { tags, notes, pinned, trainArgs, ...rest }: EditModelBody,
): Promise<void> {
  const account = requireAccount(caller, 'manage');
  const model = owned(account, await findOwned(database.db, 'models', id));
  if (trainArgs && model.state !== 'new') {
    throw new HubError('state_conflict', {
      message: 'Arguments can be changed before the first training only. Reset the model first.',
    });
  }
  const update = { ...rest, ...(trainArgs && { config: trainArgs }) };
  if (Object.keys(update).length > 0) await updateModel(database, caller, id, update);
  const changes: Partial<ModelsTable> = {
    ...(tags && { tags: JSON.stringify(tidyTags(tags)) }),
    ...(notes !== undefined && { notes }),
    ...(pinned !== undefined && { pinned: pinned ? 1 : 0 }),
  };
  if (Object.keys(changes).length > 0) {
    await database.db.updateTable('models').set(changes).where('id', '=', id).execute();
  }
  live.publish({ type: 'model', modelId: id });
}

/**
 * One change to many models. Those that are not the caller's own, or not there, are left alone.
 * @returns how many were changed.
 */
export async function changeModels(
  hub: Hub,
  caller: Caller,
  { ids, action }: BulkModelsBody,
): Promise<number> {
  const account = requireAccount(caller, 'manage');
  const { database, live } = hub;
  const found = await findManyOwned(database.db, 'models', [...new Set(ids)]);
  const own = found.filter(
    (model) =>
      model.owner_id === account.userId &&
      (model.deleted_at !== null) === (action.type === 'restore'),
  );
  if (action.type === 'move' && action.projectId !== null) {
    owned(account, await findOwned(database.db, 'projects', action.projectId));
  }
  for (const model of own) {
    switch (action.type) {
      case 'trash':
        await deleteOwned(database, 'models', caller, model.id, { hard: false });
        break;
      case 'restore':
        await restoreOwned(database, 'models', caller, model.id);
        break;
      case 'pin':
        await editModel(hub, caller, model.id, { pinned: action.pinned });
        break;
      case 'move':
        await editModel(hub, caller, model.id, { projectId: action.projectId });
        break;
      case 'tag': {
        const before = JSON.parse(model.tags) as string[];
        const kept = before.filter((tag) => !action.remove.includes(tag));
        await editModel(hub, caller, model.id, { tags: [...kept, ...action.add] });
      }
    }
    live.publish({ type: 'model', modelId: model.id });
  }
  return own.length;
}

function tidyTags(tags: readonly string[]): string[] {
  const tidy = [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))];
  if (tidy.length > 50) {
    throw new HubError('invalid_body', { message: 'A model may have at most 50 tags.' });
  }
  return tidy;
}
