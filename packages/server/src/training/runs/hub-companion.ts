import type { Kysely } from 'kysely';
import type { SignedInCaller } from '../../accounts/caller.ts';
import type { ModelsTable, Schema } from '../../database/schema.ts';
import { givenName } from '../given-name.ts';
import type { RunArguments } from './run-arguments.ts';
import type { RunName } from './run-name.ts';

/** How long before the start the HUB session may have made its model, in milliseconds. */
const AHEAD_MS = 3 * 60 * 1000;

/** What the HUB session sends of the training arguments, and so what both must agree in. */
const COMPARED = ['batch', 'epochs', 'imgsz', 'patience', 'device', 'cache'] as const;

/**
 * The model that the HUB integration of the same trainer has just made. `ultralytics` up to
 * 8.4.114 runs both integrations for a local training with a saved key and `project=`, the HUB one
 * first and seconds before; they tell nothing of each other. So: made just now by the same account,
 * outside any project, without a metric yet, of the same weights, dataset and arguments. Two such
 * (a sweep of equal trainings) cannot be told apart, and then none is taken: two models of one run
 * are better than two runs in one model. */
export async function findHubCompanion(
  trx: Kysely<Schema>,
  { userId }: SignedInCaller,
  start: RunArguments & {
    readonly name: RunName;
    readonly environment: Readonly<Record<string, unknown>>;
  },
): Promise<ModelsTable | undefined> {
  if (!runsBothIntegrations(start.environment['ultralyticsVersion'])) return undefined;
  const candidates = await trx
    .selectFrom('models')
    .selectAll()
    .where('owner_id', '=', userId)
    .where('project_id', 'is', null)
    .where('deleted_at', 'is', null)
    .where('created_at', '>', Date.now() - AHEAD_MS)
    .where('epochs_done', '=', 0)
    .where('state', 'in', ['new', 'training'])
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('checkpoints').select('id').whereRef('model_id', '=', 'models.id'))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('platform_runs').select('attempt').whereRef('model_id', '=', 'models.id'),
        ),
      ),
    )
    .execute();
  const equal = candidates.filter((model) => isSameTraining(model, start.args));
  const [model] = equal;
  return equal.length > 1 ? undefined : model;
}

/** 8.4.115 removed the HUB integration. */
function runsBothIntegrations(version: unknown): boolean {
  const parts = /^(\d+)\.(\d+)\.(\d+)/.exec(typeof version === 'string' ? version : '');
  if (!parts) return false;
  const [major, minor, patch] = parts.slice(1).map(Number) as [number, number, number];
  return major === 8 && minor === 4 && patch < 115;
}

function isSameTraining(model: ModelsTable, args: Readonly<Record<string, string>>): boolean {
  const made = JSON.parse(model.train_args) as Record<string, unknown>;
  if (model.name !== givenName(args['model'] ?? '') || model.dataset_name !== args['data'])
    return false;
  return COMPARED.every((name) => asPython(made[name]) === args[name]);
}

function asPython(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}
