import { HubError, type ModelFileReply } from '@trainyard/protocol';
import type { Caller } from '../accounts/caller.ts';
import type { StoredBlob } from '../blobs/blob-store.ts';
import type { DownloadLinks } from '../blobs/download-links.ts';
import { recordBlob } from '../blobs/record-blob.ts';
import type { Database } from '../database/open-database.ts';
import type { LiveBus } from '../live/live-bus.ts';
import type { Origin } from '../origin.ts';
import { lockModel } from './lock-model.ts';
import { getModel, getModelToTrain } from './models.ts';
import { pathOf } from './read-model.ts';

/** Largest file beside the weights, in bytes: plots and reports, not data. */
export const MAX_MODEL_FILE_BYTES = 32 * 1024 * 1024;

/** Most of them a model. */
const MOST_FILES = 500;

/** Keeps a file beside a model's weights; one of the same name is replaced. */
export async function keepModelFile(
  { database, live }: { database: Database; live: LiveBus },
  caller: Caller,
  modelId: string,
  name: string,
  blob: StoredBlob,
): Promise<void> {
  await getModelToTrain(database, caller, modelId);
  const file = checkedFileName(name);
  await database.db.transaction().execute(async (trx) => {
    await lockModel(trx, modelId);
    await recordBlob(trx, blob);
    const row = { blob_hash: blob.hash, size: blob.size, created_at: Date.now() };
    await trx
      .insertInto('model_files')
      .values({ model_id: modelId, name: file, ...row })
      .onConflict((conflict) => conflict.columns(['model_id', 'name']).doUpdateSet(row))
      .execute();
    const files = await trx
      .selectFrom('model_files')
      .select(({ fn }) => fn.countAll<number | string>().as('count'))
      .where('model_id', '=', modelId)
      .executeTakeFirstOrThrow();
    if (Number(files.count) > MOST_FILES) {
      throw new HubError('invalid_body', {
        message: `A model has at most ${MOST_FILES} files beside its weights.`,
      });
    }
  });
  live.publish({ type: 'model', modelId });
}

/** The files beside a model's weights, by name. @throws HubError not_found */
export async function listModelFiles(
  hub: { database: Database; links: DownloadLinks; origin: Origin },
  caller: Caller,
  modelId: string,
): Promise<{ items: ModelFileReply[] }> {
  await getModel(hub.database, caller, modelId);
  const rows = await hub.database.db
    .selectFrom('model_files')
    .selectAll()
    .where('model_id', '=', modelId)
    .orderBy('name')
    .execute();
  const items = rows.map((row) => ({
    name: row.name,
    size: Number(row.size),
    sha256: row.blob_hash,
    createdAt: new Date(Number(row.created_at)).toISOString(),
    url: pathOf(hub.links.modelFile(modelId, row.blob_hash, row.name), hub.origin),
  }));
  return { items };
}

/** The last part of what a client calls its file; no path, and nothing that could be one. */
function checkedFileName(name: string): string {
  const file = name.split(/[/\\]/).at(-1)!.trim();
  if (file === '' || file.startsWith('.') || file.length > 200 || /[\x00-\x1f\x7f]/.test(file)) {
    throw new HubError('invalid_body', {
      message: 'A file needs a name of at most 200 characters that does not begin with a dot.',
    });
  }
  return file;
}
