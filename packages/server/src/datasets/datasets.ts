import type { CreateDatasetBody, HubDataset } from '@trainyard/protocol';
import { type Caller, requireAccount } from '../accounts/caller.ts';
import { randomId } from '../accounts/random-id.ts';
import { owned, requestedVisibility, visible } from '../accounts/sharing-rules.ts';
import type { DownloadLinks } from '../blobs/download-links.ts';
import {
  checkedName,
  findOwned,
  freeSlug,
  newOwned,
  ownedChanges,
} from '../catalogue/owned-objects.ts';
import type { Database } from '../database/open-database.ts';
import type { DatasetsTable } from '../database/schema.ts';

/** Makes a dataset, empty at first. @throws HubError not_signed_in, scope_too_small, name_too_long */
export async function createDataset(
  { db }: Database,
  caller: Caller,
  body: CreateDatasetBody,
): Promise<DatasetsTable> {
  const account = requireAccount(caller, 'train');
  const name = checkedName(body.name ?? body.meta?.name ?? body.filename ?? 'Untitled dataset');
  return db.transaction().execute(async (trx) => {
    const row: DatasetsTable = {
      ...newOwned({
        id: randomId(),
        ownerId: account.userId,
        name,
        slug: await freeSlug(trx, 'datasets', name, { owner_id: account.userId }),
        description: body.description ?? body.meta?.description,
        visibility: requestedVisibility(body),
      }),
      task: body.task ?? null,
      blob_hash: null,
      file_name: null,
      size: null,
      summary: null,
    };
    await trx.insertInto('datasets').values(row).execute();
    return row;
  });
}

/** @throws HubError not_found */
export async function getDataset(
  { db }: Database,
  caller: Caller,
  id: string,
): Promise<DatasetsTable> {
  return visible(caller, await findOwned(db, 'datasets', id));
}

/** Changes a dataset of the caller's. @throws HubError not_found, not_allowed, name_too_long */
export async function updateDataset(
  { db }: Database,
  caller: Caller,
  id: string,
  body: CreateDatasetBody,
): Promise<DatasetsTable> {
  owned(requireAccount(caller, 'manage'), await findOwned(db, 'datasets', id));
  const changes: Partial<DatasetsTable> = ownedChanges(body);
  if (body.task) changes.task = body.task;
  return db
    .updateTable('datasets')
    .set(changes)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** A dataset as the HUB API shows it. */
export function showDataset({ links }: { links: DownloadLinks }, row: DatasetsTable): HubDataset {
  const ready = row.blob_hash !== null && row.file_name !== null;
  return {
    id: row.id,
    meta: { name: row.name, description: row.description },
    slug: row.slug,
    status: ready ? 'ready' : 'empty',
    task: row.task,
    visibility: row.visibility,
    public: row.visibility === 'public',
    url: ready ? links.dataset(row.id, row.blob_hash!, row.file_name!) : null,
    fileName: row.file_name,
    sha256: row.blob_hash,
    size: row.size,
    summary: row.summary === null ? null : JSON.parse(row.summary),
    createdAt: new Date(row.created_at).toISOString(),
    updatedAt: new Date(row.updated_at).toISOString(),
  };
}
