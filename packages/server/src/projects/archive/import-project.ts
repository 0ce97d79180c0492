import { createInterface } from 'node:readline';
import { HubError } from '@trainyard/protocol';
import type { Transaction } from 'kysely';
import { type Caller, requireAccount, type SignedInCaller } from '../../accounts/caller.ts';
import { randomId } from '../../accounts/random-id.ts';
import { assertRoom } from '../../accounts/storage-quota.ts';
import type { BlobStore, StoredBlob } from '../../blobs/blob-store.ts';
import { recordBlob } from '../../blobs/record-blob.ts';
import { checkedName, checkedText, freeSlug } from '../../catalogue/owned-objects.ts';
import type { Database } from '../../database/open-database.ts';
import type { ModelsTable, Schema } from '../../database/schema.ts';
import { blobSource } from '../../datasets/accept-archive.ts';
import { DatasetRefused } from '../../datasets/archive/dataset-refused.ts';
import type { readEntry } from '../../datasets/archive/read-entry.ts';
import { createOnce } from '../../training/create-once.ts';
import { PointList } from '../../training/point-list.ts';
import { rebuildFigures } from '../../training/rebuild-figures.ts';
import { SeriesIds } from '../../training/series-ids.ts';
import { insertProject } from '../projects.ts';
import { type ArchiveFiles, openProjectArchive, refuse } from './open-project-archive.ts';
import { type ArchivedModel, CSV_HEAD } from './project-archive.ts';

/** Points written in one statement. */
const POINTS_A_TIME = 10_000;

interface Hub {
  readonly database: Database;
  readonly blobs: BlobStore;
}

/** What an archive has become. */
export interface ImportedProject {
  readonly projectId: string;
  /** Ids of the models here, in the order of the archive. */
  readonly models: readonly string[];
}

/**
 * Takes a project's archive in, as the caller's. A project of that name is gone on with, and a model
 * that was taken in before is left as it is; so the same archive can be sent again.
 * @throws HubError archive_refused, quota_exceeded
 */
export async function importProject(
  hub: Hub,
  caller: Caller,
  archive: Pick<StoredBlob, 'hash' | 'size'>,
): Promise<ImportedProject> {
  const account = requireAccount(caller, 'train');
  try {
    return await importAs(hub, account, archive);
  } catch (error) {
    // What an entry holds shows only when it is unpacked.
    if (error instanceof DatasetRefused) refuse(error.message);
    throw error;
  }
}

async function importAs(
  hub: Hub,
  account: SignedInCaller,
  archive: Pick<StoredBlob, 'hash' | 'size'>,
): Promise<ImportedProject> {
  const files = await openProjectArchive(blobSource(hub.blobs, archive));
  await assertRoom(hub.database, account.userId, files.blobBytes);
  const { name, description, models } = files.project;
  const projectId = await findOrInsertProject(hub.database, account, name, description);
  const imported: string[] = [];
  for (const id of models) {
    const about = await files.model(id);
    for (const { blob_hash } of [...about.checkpoints, ...about.files]) {
      await storeBlob(hub, files, blob_hash);
    }
    const make = (trx: Transaction<Schema>) =>
      insertArchived(hub.database, trx, { account, projectId, about, files, id });
    imported.push((await createOnce(hub.database.db, account.userId, `archive-${id}`, make)).id);
  }
  return { projectId, models: imported };
}

async function findOrInsertProject(
  { db }: Database,
  account: SignedInCaller,
  name: string,
  description: string,
): Promise<string> {
  const known = await db
    .selectFrom('projects')
    .select('id')
    .where('owner_id', '=', account.userId)
    .where('name', '=', name)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (known) return known.id;
  return db
    .transaction()
    .execute(async (trx) => (await insertProject(trx, account, { name, description })).id);
}

async function storeBlob({ blobs }: Hub, files: ArchiveFiles, hash: string): Promise<void> {
  const { stream, size } = files.blob(hash);
  await blobs.put(stream(), { maxBytes: size, hash }).catch((error) => {
    if (error instanceof HubError && error.code === 'checksum_mismatch') {
      refuse(`blobs/${hash} is not what its name says.`);
    }
    throw error;
  });
}

interface Archived {
  readonly account: SignedInCaller;
  readonly projectId: string;
  readonly about: ArchivedModel;
  readonly files: ArchiveFiles;
  /** In the archive. */
  readonly id: string;
}

async function insertArchived(
  database: Database,
  trx: Transaction<Schema>,
  { account, projectId, about, files, id }: Archived,
): Promise<ModelsTable> {
  const modelId = randomId();
  const name = checkedName(about.model.name);
  const ended = ['trained', 'failed', 'cancelled', 'new'].includes(about.model.state);
  const row: ModelsTable = {
    ...about.model,
    id: modelId,
    owner_id: account.userId,
    project_id: projectId,
    dataset_id: null,
    // The model that it was started from may be another one here.
    parent_id: null,
    name,
    slug: await freeSlug(trx, 'models', name, { owner_id: account.userId, project_id: projectId }),
    description: checkedText(about.model.description),
    visibility: 'private',
    // Its trainer talks to the hub that it came from.
    state: ended ? about.model.state : 'disconnected',
    agent_id: null,
    deleted_at: null,
    rolled_to: 0,
  };
  await trx.insertInto('models').values(row).execute();
  for (const one of about.attempts) {
    await trx
      .insertInto('attempts')
      .values({ ...one, model_id: modelId })
      .execute();
  }
  for (const one of about.checkpoints) {
    await recordBlob(trx, { hash: one.blob_hash, size: one.size });
    await trx
      .insertInto('checkpoints')
      .values({ ...one, id: randomId(), model_id: modelId })
      .execute();
  }
  for (const one of about.files) {
    await recordBlob(trx, { hash: one.blob_hash, size: one.size });
    await trx
      .insertInto('model_files')
      .values({ ...one, model_id: modelId })
      .execute();
  }
  for (const one of about.records) {
    await trx
      .insertInto('model_records')
      .values({ ...one, model_id: modelId })
      .execute();
  }
  await insertMetrics(database, trx, modelId, files.metrics(id));
  await rebuildFigures(database, trx, modelId);
  return row;
}

async function insertMetrics(
  database: Database,
  trx: Transaction<Schema>,
  modelId: string,
  csv: ReturnType<typeof readEntry>,
): Promise<void> {
  const series = new SeriesIds();
  const ids = new Map<string, number>();
  let points = new PointList(Date.now());
  let number = 0;
  for await (const line of createInterface({ input: csv })) {
    number += 1;
    if (number === 1 && line === CSV_HEAD) continue;
    const [, attempt, step, value, name] =
      /^(\d{1,9}),(\d{1,15}),(-?[\d.e+-]*|NaN|-?Infinity),"(.{1,256})"$/.exec(line) ?? [];
    if (name === undefined) refuse(`metrics.csv of model ${modelId} is wrong in line ${number}.`);
    const key = `${attempt},${name}`;
    if (!ids.has(key)) {
      const own = name.replaceAll('""', '"');
      const model = { id: modelId, attempt: Number(attempt) };
      const resolved = await series.resolve(database, trx, [{ model, names: [own] }]);
      for (const error of resolved.refused.values()) throw error;
      ids.set(key, resolved.ids(model).get(own)!);
    }
    points.add(ids.get(key)!, Number(step), value === '' ? null : Number(value));
    if (points.length < POINTS_A_TIME) continue;
    await database.writePoints(trx, points.batch(), false);
    points = new PointList(Date.now());
  }
  if (points.length > 0) await database.writePoints(trx, points.batch(), false);
}
