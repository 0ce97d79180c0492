import { type CreateProjectBody, HubError, type HubProject } from '@trainyard/protocol';
import { sql, type Transaction } from 'kysely';
import { type Caller, requireAccount, type SignedInCaller } from '../accounts/caller.ts';
import { randomId } from '../accounts/random-id.ts';
import { owned, requestedVisibility, visible } from '../accounts/sharing-rules.ts';
import type { StoredBlob } from '../blobs/blob-store.ts';
import type { DownloadLinks } from '../blobs/download-links.ts';
import { recordBlob } from '../blobs/record-blob.ts';
import {
  checkedName,
  findOwned,
  freeSlug,
  newOwned,
  ownedChanges,
} from '../catalogue/owned-objects.ts';
import type { Database } from '../database/open-database.ts';
import type { ProjectsTable, Schema } from '../database/schema.ts';
import { imageTypeOf } from './image-type.ts';

/** Makes a project. @throws HubError not_signed_in, scope_too_small, name_too_long */
export async function createProject(
  { db }: Database,
  caller: Caller,
  body: CreateProjectBody,
): Promise<ProjectsTable> {
  const account = requireAccount(caller, 'train');
  return db.transaction().execute((trx) => insertProject(trx, account, body));
}

/** The same, inside a transaction. */
export async function insertProject(
  trx: Transaction<Schema>,
  account: SignedInCaller,
  body: CreateProjectBody,
): Promise<ProjectsTable> {
  const name = checkedName(body.name ?? body.meta?.name ?? 'Untitled project');
  const row: ProjectsTable = {
    ...newOwned({
      id: randomId(),
      ownerId: account.userId,
      name,
      slug: await freeSlug(trx, 'projects', name, { owner_id: account.userId }),
      description: body.description ?? body.meta?.description,
      visibility: requestedVisibility(body),
    }),
    image_hash: null,
    image_type: null,
    retention: null,
  };
  await trx.insertInto('projects').values(row).execute();
  return row;
}

/** @throws HubError not_found */
export async function getProject(
  { db }: Database,
  caller: Caller,
  id: string,
): Promise<ProjectsTable> {
  return visible(caller, await findOwned(db, 'projects', id));
}

/** Changes a project of the caller's. @throws HubError not_found, not_allowed, name_too_long */
export async function updateProject(
  { db }: Database,
  caller: Caller,
  id: string,
  body: CreateProjectBody,
): Promise<ProjectsTable> {
  owned(requireAccount(caller, 'manage'), await findOwned(db, 'projects', id));
  return db
    .updateTable('projects')
    .set(ownedChanges(body))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Gives a project its picture. @throws HubError not_an_image, empty_upload */
export async function setProjectImage(
  { db }: Database,
  projectId: string,
  blob: StoredBlob,
): Promise<ProjectsTable> {
  if (blob.size === 0) throw new HubError('empty_upload');
  const type = imageTypeOf(blob.head);
  if (!type) throw new HubError('not_an_image');
  return db.transaction().execute(async (trx) => {
    await recordBlob(trx, blob);
    return trx
      .updateTable('projects')
      .set({ image_hash: blob.hash, image_type: type, updated_at: Date.now() })
      .where('id', '=', projectId)
      .returningAll()
      .executeTakeFirstOrThrow(() => new HubError('not_found'));
  });
}

/** Projects as the HUB API shows them. */
export async function showProjects(
  { database: { db }, links }: { database: Database; links: DownloadLinks },
  rows: readonly ProjectsTable[],
): Promise<HubProject[]> {
  const ids = rows.map((row) => row.id);
  const counts =
    ids.length === 0
      ? []
      : await db
          .selectFrom('models')
          .select(['project_id', sql<number>`cast(count(*) as integer)`.as('count')])
          .where('project_id', 'in', ids)
          .where('deleted_at', 'is', null)
          .groupBy('project_id')
          .execute();
  const models = new Map(counts.map((row) => [row.project_id, row.count]));
  return rows.map((row) => ({
    id: row.id,
    meta: { name: row.name, description: row.description },
    slug: row.slug,
    visibility: row.visibility,
    public: row.visibility === 'public',
    imageUrl:
      row.image_hash && row.image_type ? links.image(row.id, row.image_hash, row.image_type) : null,
    models: models.get(row.id) ?? 0,
    createdAt: new Date(row.created_at).toISOString(),
    updatedAt: new Date(row.updated_at).toISOString(),
  }));
}
