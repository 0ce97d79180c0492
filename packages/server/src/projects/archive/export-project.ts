import { Readable } from 'node:stream';
import type { ZipFile } from 'yazl';
import { type Caller, requireAccount } from '../../accounts/caller.ts';
import { owned } from '../../accounts/sharing-rules.ts';
import type { BlobStore } from '../../blobs/blob-store.ts';
import { findOwned } from '../../catalogue/owned-objects.ts';
import type { Database } from '../../database/open-database.ts';
import type { ModelsTable } from '../../database/schema.ts';
import { pointValue } from '../../training/special-values.ts';
import { type ArchivedModel, type ArchivedProject, CSV_HEAD } from './project-archive.ts';

const POINTS_A_PAGE = 5000;

/**
 * One project of the caller's as a zip of plain files, written while it is read: nothing of it is
 * kept in memory or on disk.
 * @throws HubError not_found, not_allowed
 */
export async function exportProject(
  { database, blobs }: { database: Database; blobs: BlobStore },
  caller: Caller,
  projectId: string,
): Promise<Readable> {
  const account = requireAccount(caller, 'read');
  const project = owned(account, await findOwned(database.db, 'projects', projectId));
  const models = await database.db
    .selectFrom('models')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('owner_id', '=', account.userId)
    .where('deleted_at', 'is', null)
    .orderBy('created_at')
    .execute();
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  zip.on('error', (error) => output.destroy(error as Error));
  const about: ArchivedProject = {
    format: 'trainyard-project',
    version: 1,
    name: project.name,
    description: project.description,
    models: models.map(({ id }) => id),
  };
  addJson(zip, 'project.json', about);
  const hashes = new Map<string, number>();
  for (const model of models) {
    const archived = await archivedModel(database, model);
    for (const { blob_hash, size } of [...archived.checkpoints, ...archived.files]) {
      hashes.set(blob_hash, size);
    }
    addJson(zip, `models/${model.id}/model.json`, archived);
    addLazy(zip, `models/${model.id}/metrics.csv`, {}, async () =>
      Readable.from(metricLines(database, model.id)),
    );
  }
  for (const [hash, size] of hashes) {
    addLazy(zip, `blobs/${hash}`, { compress: false, size }, () => blobs.open(hash));
  }
  zip.end();
  return output;
}

async function archivedModel({ db }: Database, model: ModelsTable): Promise<ArchivedModel> {
  const { owner_id, project_id, dataset_id, deleted_at, ...own } = model;
  const dataset = dataset_id === null ? undefined : await findOwned(db, 'datasets', dataset_id);
  const rowsOf = <Name extends 'attempts' | 'checkpoints' | 'model_files' | 'model_records'>(
    table: Name,
  ) =>
    db
      .selectFrom(table as 'attempts')
      .selectAll()
      .where('model_id', '=', model.id)
      .execute();
  const without = (row: object, ...names: string[]) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
  const [attempts, checkpoints, files, records] = await Promise.all([
    rowsOf('attempts'),
    rowsOf('checkpoints'),
    rowsOf('model_files'),
    rowsOf('model_records'),
  ]);
  return {
    model: { ...own, dataset_name: dataset?.name ?? own.dataset_name },
    attempts: attempts.map((row) => without(row, 'model_id')),
    checkpoints: checkpoints.map((row) => without(row, 'id', 'model_id')),
    files: files.map((row) => without(row, 'model_id')),
    records: records.map((row) => without(row, 'model_id')),
  } as unknown as ArchivedModel;
}

async function* metricLines({ db }: Database, modelId: string): AsyncGenerator<string> {
  yield `${CSV_HEAD}\n`;
  const series = await db
    .selectFrom('series')
    .select(['id', 'attempt', 'name'])
    .where('model_id', '=', modelId)
    .orderBy('attempt')
    .orderBy('name')
    .execute();
  for (const { id, attempt, name } of series) {
    const quoted = `"${name.replaceAll('"', '""').replace(/[\r\n]/g, ' ')}"`;
    for (let after = -1; ; ) {
      const points = await db
        .selectFrom('points')
        .select(['step', 'value', 'special'])
        .where('series_id', '=', id)
        .where('step', '>', after)
        .orderBy('step')
        .limit(POINTS_A_PAGE)
        .execute();
      if (points.length > 0) {
        const lines = points.map((point) => {
          const value = pointValue(point);
          return `${attempt},${point.step},${value ?? ''},${quoted}`;
        });
        yield `${lines.join('\n')}\n`;
      }
      if (points.length < POINTS_A_PAGE) break;
      after = points.at(-1)!.step;
    }
  }
}

function addJson(zip: ZipFile, name: string, value: unknown): void {
  zip.addBuffer(Buffer.from(`${JSON.stringify(value, null, 2)}\n`), name);
}

/** Opened when its turn comes, so that a thousand files are not open at once. */
function addLazy(
  zip: ZipFile,
  name: string,
  options: { compress?: boolean; size?: number },
  open: () => Promise<Readable>,
): void {
  zip.addReadStreamLazy(name, options, (ready) => {
    open().then(
      (stream) => ready(null, stream),
      (error: unknown) => zip.emit('error', error),
    );
  });
}
