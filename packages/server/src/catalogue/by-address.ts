import { HubError } from '@trainyard/protocol';
import type { Kysely } from 'kysely';
import type { Caller } from '../accounts/caller.ts';
import { visible } from '../accounts/sharing-rules.ts';
import type { DatasetsTable, ModelsTable, Schema } from '../database/schema.ts';

/** `ul://owner/datasets/dataset`. */
export interface DatasetAddress {
  readonly owner: string;
  readonly dataset: string;
}

/** `ul://owner/project/model`. */
export interface ModelAddress {
  readonly owner: string;
  readonly project: string;
  readonly model: string;
}

/** A dataset that the caller may see, by its slug. @throws HubError not_found */
export async function datasetByAddress(
  db: Kysely<Schema>,
  caller: Caller,
  { owner, dataset }: DatasetAddress,
): Promise<DatasetsTable> {
  const row = await db
    .selectFrom('datasets')
    .innerJoin('user', 'user.id', 'datasets.owner_id')
    .selectAll('datasets')
    .where('user.username', '=', owner)
    .where('datasets.slug', '=', dataset)
    .executeTakeFirst();
  return seen(caller, row, `dataset ${owner}/${dataset}`);
}

/** A model that the caller may see, by its project's slug and its own. @throws HubError not_found */
export async function modelByAddress(
  db: Kysely<Schema>,
  caller: Caller,
  { owner, project, model }: ModelAddress,
): Promise<ModelsTable> {
  const row = await db
    .selectFrom('models')
    .innerJoin('user', 'user.id', 'models.owner_id')
    .innerJoin('projects', 'projects.id', 'models.project_id')
    .selectAll('models')
    .where('user.username', '=', owner)
    .where('projects.slug', '=', project)
    .where('models.slug', '=', model)
    .executeTakeFirst();
  return seen(caller, row, `model ${owner}/${project}/${model}`);
}

function seen<Row extends ModelsTable | DatasetsTable>(
  caller: Caller,
  row: Row | undefined,
  what: string,
): Row {
  try {
    return visible(caller, row);
  } catch (cause) {
    const message = `There is no ${what.slice(0, 200)} here, or you may not see it.`;
    throw new HubError('not_found', { message, cause });
  }
}
