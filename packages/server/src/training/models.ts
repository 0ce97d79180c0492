import {
  type CreateModelBody,
  HubError,
  type ModelConfig,
  type UpdateModelBody,
} from '@trainyard/protocol';
import type { Kysely, Transaction } from 'kysely';
import { type Caller, requireAccount, type SignedInCaller } from '../accounts/caller.ts';
import { randomId } from '../accounts/random-id.ts';
import { owned, requestedVisibility, visible } from '../accounts/sharing-rules.ts';
import {
  checkedName,
  checkedText,
  findOwned,
  freeSlug,
  newOwned,
} from '../catalogue/owned-objects.ts';
import type { Database } from '../database/open-database.ts';
import type { ModelsTable, Schema } from '../database/schema.ts';
import { architectureOf } from './architecture.ts';
import { createOnce } from './create-once.ts';
import { givenName } from './given-name.ts';
import { resolveAlias } from './model-aliases.ts';
import { DEFAULT_TRAIN_ARGS, type TrainArgs, trainArgsFrom } from './train-args.ts';

/**
 * Makes a model.
 * @param key of two requests of one account with one key, the second gets what the first has made.
 * @throws HubError not_signed_in, scope_too_small, invalid_body, name_too_long, not_found
 */
export async function createModel(
  { db }: Database,
  caller: Caller,
  body: CreateModelBody,
  key?: string,
): Promise<ModelsTable> {
  const account = requireAccount(caller, 'train');
  const make = (trx: Transaction<Schema>) => insertModel(trx, account, body);
  return key === undefined
    ? db.transaction().execute(make)
    : createOnce(db, account.userId, key, make);
}

/** The same, inside a transaction. */
export async function insertModel(
  trx: Transaction<Schema>,
  account: SignedInCaller,
  body: CreateModelBody,
): Promise<ModelsTable> {
  const architecture = architectureOf(body.lineage);
  const name = checkedName(givenName(body.name ?? body.meta?.name ?? 'Untitled model'));
  const projectId = await ownProject(trx, account, body.projectId ?? null);
  const datasetId = await usableDataset(trx, account, body.datasetId ?? null);
  if (architecture.parent_id !== null) {
    visible(account, await findOwned(trx, 'models', architecture.parent_id));
  }
  const args = trainArgsFrom(body.config ?? {}, DEFAULT_TRAIN_ARGS);
  const slug = await freeSlug(trx, 'models', name, {
    owner_id: account.userId,
    project_id: projectId,
  });
  const row: ModelsTable = {
    ...newOwned({
      id: randomId(),
      ownerId: account.userId,
      name,
      slug,
      description: body.description,
      visibility: requestedVisibility(body),
    }),
    project_id: projectId,
    dataset_id: datasetId,
    dataset_name: datasetName(body.dataset?.name),
    ...architecture,
    train_args: JSON.stringify(args),
    state: 'new',
    attempt: 0,
    agent_id: null,
    agent: null,
    last_heard_at: null,
    last_heard: null,
    disconnected_at: null,
    epochs_done: 0,
    epoch_at: null,
    pace_ms: null,
    started_at: null,
    finished_at: null,
    cancel_requested_at: null,
    failure: null,
    tags: '[]',
    notes: '',
    pinned: 0,
    rolled_to: 0,
  };
  await trx.insertInto('models').values(row).execute();
  return row;
}

/** A model that the caller may see. @throws HubError not_found */
export async function getModel({ db }: Database, caller: Caller, id: string): Promise<ModelsTable> {
  return visible(caller, await findModel(db, id));
}

/** By its own id, or by one that it has taken over. */
async function findModel(db: Kysely<Schema>, id: string): Promise<ModelsTable | undefined> {
  const found = await findOwned(db, 'models', id);
  if (found) return found;
  const own = await resolveAlias(db, id);
  return own === undefined ? undefined : findOwned(db, 'models', own);
}

/**
 * A model that the caller may train: their own, even from the trash, so that nothing of a running
 * training is lost while somebody makes up their mind.
 * @throws HubError not_signed_in, scope_too_small, not_found
 */
export async function getModelToTrain(
  { db }: Database,
  caller: Caller,
  id: string,
): Promise<ModelsTable> {
  const account = requireAccount(caller, 'train');
  const model = await findModel(db, id);
  owned(account, model && { ...model, deleted_at: null });
  return model!;
}

/** Changes a model of the caller's. @throws HubError not_found, not_allowed, invalid_body, … */
export async function updateModel(
  { db }: Database,
  caller: Caller,
  id: string,
  body: UpdateModelBody,
): Promise<ModelsTable> {
  const account = requireAccount(caller, 'manage');
  const model = owned(account, await findOwned(db, 'models', id));
  const changes: Partial<ModelsTable> = { updated_at: Date.now() };
  const name = body.name ?? body.meta?.name;
  if (name !== undefined) changes.name = checkedName(name);
  if (body.description !== undefined) changes.description = checkedText(body.description);
  const visibility = requestedVisibility(body);
  if (visibility) changes.visibility = visibility;
  if (body.config) changes.train_args = changedArgs(model, body.config);
  if (body.datasetId !== undefined) {
    changes.dataset_id = await usableDataset(db, account, body.datasetId);
  }
  if (body.projectId !== undefined) {
    changes.project_id = await ownProject(db, account, body.projectId);
  }
  return db.transaction().execute(async (trx) => {
    if (changes.project_id !== undefined && changes.project_id !== model.project_id) {
      changes.slug = await freeSlug(trx, 'models', changes.name ?? model.name, {
        owner_id: account.userId,
        project_id: changes.project_id,
      });
    }
    return trx
      .updateTable('models')
      .set(changes)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

function changedArgs(model: ModelsTable, config: ModelConfig): string {
  return JSON.stringify(trainArgsFrom(config, JSON.parse(model.train_args) as TrainArgs));
}

async function ownProject(
  db: Kysely<Schema>,
  account: SignedInCaller,
  id: string | null,
): Promise<string | null> {
  if (id === null) return null;
  return owned(account, await findOwned(db, 'projects', id)).id;
}

/** A dataset to train on need not be one's own: seeing it is enough. */
async function usableDataset(
  db: Kysely<Schema>,
  account: SignedInCaller,
  id: string | null,
): Promise<string | null> {
  if (id === null) return null;
  return visible(account, await findOwned(db, 'datasets', id)).id;
}

function datasetName(name: string | null | undefined): string | null {
  if (!name) return null;
  if (name.length > 2000) {
    throw new HubError('invalid_body', { message: 'dataset.name is too long (at most 2,000).' });
  }
  return name;
}
