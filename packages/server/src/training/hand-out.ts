import type { HubModel } from '@trainyard/protocol';
import type { Caller } from '../accounts/caller.ts';
import { maySee, type Shared } from '../accounts/sharing-rules.ts';
import type { DownloadLinks } from '../blobs/download-links.ts';
import { findManyOwned } from '../catalogue/owned-objects.ts';
import type { Database } from '../database/open-database.ts';
import type {
  CheckpointsTable,
  DatasetsTable,
  ModelsTable,
  ProjectsTable,
} from '../database/schema.ts';
import { newestCheckpoints } from './newest-checkpoints.ts';
import type { TrainArgs } from './train-args.ts';

/** What a model's clients are told, gathered for many models at once. */
interface Surroundings {
  readonly last: ReadonlyMap<string, CheckpointsTable>;
  readonly best: ReadonlyMap<string, CheckpointsTable>;
  /** These three hold only what the caller may see. */
  readonly parents: ReadonlyMap<string, ModelsTable>;
  readonly projects: ReadonlyMap<string, ProjectsTable>;
  readonly datasets: ReadonlyMap<string, DatasetsTable>;
}

/**
 * Models as the HUB API hands them out: what to train with, from where to go on, what came out.
 * A project, dataset or parent that the caller may not see is left out, with its links: a public
 * model does not publish the private dataset that it was trained on.
 */
export async function handOut(
  { database, links }: { database: Database; links: DownloadLinks },
  caller: Caller,
  models: readonly ModelsTable[],
): Promise<HubModel[]> {
  if (models.length === 0) return [];
  const around = await gather(database, caller, models);
  return models.map((model) => hubModel(model, around, links));
}

function hubModel(model: ModelsTable, around: Surroundings, links: DownloadLinks): HubModel {
  const last = around.last.get(model.id);
  const best = around.best.get(model.id);
  const parentSeen = model.parent_id !== null && around.parents.has(model.parent_id);
  const parentBest = parentSeen ? around.best.get(model.parent_id!) : undefined;
  const project = model.project_id === null ? undefined : around.projects.get(model.project_id);
  const dataset = model.dataset_id === null ? undefined : around.datasets.get(model.dataset_id);
  const data = dataUrl(model, dataset, links);
  const args = JSON.parse(model.train_args) as TrainArgs;
  const parentWeights =
    parentBest === undefined
      ? model.parent_name
      : links.bestWeights(parentBest.model_id, parentBest.blob_hash);
  return {
    id: model.id,
    status: wireStatus(model, last !== undefined),
    state: model.state,
    has_last_weights: last !== undefined,
    has_best_weights: best !== undefined,
    is_pretrained: parentWeights !== null,
    is_custom: model.parent_id !== null,
    weights: best ? links.bestWeights(model.id, best.blob_hash) : parentWeights,
    resume: last ? links.checkpoint(model.id, last.blob_hash) : null,
    cfg: model.architecture,
    data,
    batch_size: scalar(args['batch']),
    epochs: scalar(args['epochs']),
    imgsz: scalar(args['imgsz']),
    patience: scalar(args['patience']),
    device: scalar(args['device']),
    cache: args['cache'] ?? null,
    train_args: { ...args, data: data ?? missingData(model) },
    config: args,
    meta: { name: model.name, description: model.description },
    lineage: {
      architecture: { name: model.architecture },
      parent: { name: model.parent_name, id: model.parent_id },
    },
    project: project ? { id: project.id, name: project.name } : null,
    dataset: dataset
      ? { id: dataset.id, name: dataset.name }
      : model.dataset_name === null
        ? null
        : { id: null, name: model.dataset_name },
    projectId: model.project_id,
    datasetId: model.dataset_id,
    visibility: model.visibility,
    public: model.visibility === 'public',
    attempt: model.attempt,
    epochsDone: model.epochs_done,
    liveness: {
      lastHeardAt: isoOrNull(model.last_heard_at),
      lastHeard: model.last_heard,
      disconnectedSince: model.state === 'disconnected' ? isoOrNull(model.disconnected_at) : null,
    },
    createdAt: new Date(model.created_at).toISOString(),
    updatedAt: new Date(model.updated_at).toISOString(),
  };
}

/** See `HubModel.status`: clients of 8.0.60 to 8.0.2xx know three values, and what they mean. */
function wireStatus(model: ModelsTable, resumable: boolean): HubModel['status'] {
  if (model.state === 'trained') return 'trained';
  return resumable ? 'training' : 'new';
}

function dataUrl(
  model: ModelsTable,
  dataset: DatasetsTable | undefined,
  links: DownloadLinks,
): string | null {
  if (!dataset) return model.dataset_name;
  if (dataset.blob_hash === null || dataset.file_name === null) return null;
  return links.dataset(dataset.id, dataset.blob_hash, dataset.file_name);
}

/**
 * `train_args` must name a dataset: clients train on a built-in one without a word when `data` is
 * missing. A name that no file has makes them stop, and says why in their own error message.
 */
function missingData(model: ModelsTable): string {
  return model.dataset_id === null
    ? 'this-model-has-no-dataset.yaml'
    : 'the-dataset-of-this-model-is-not-ready.yaml';
}

function scalar(value: TrainArgs[string] | undefined): string | number | null {
  return typeof value === 'boolean' ? String(value) : (value ?? null);
}

function isoOrNull(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

async function gather(
  { db }: Database,
  caller: Caller,
  models: readonly ModelsTable[],
): Promise<Surroundings> {
  const parentIds = present(models.map((model) => model.parent_id));
  const ids = [...models.map((model) => model.id), ...parentIds];
  const [last, best, parents, projects, datasets] = await Promise.all([
    newestCheckpoints(db, ids, 'last'),
    newestCheckpoints(db, ids, 'best'),
    findManyOwned(db, 'models', parentIds),
    findManyOwned(db, 'projects', present(models.map((model) => model.project_id))),
    findManyOwned(db, 'datasets', present(models.map((model) => model.dataset_id))),
  ]);
  return {
    last,
    best,
    parents: seenById(caller, parents),
    projects: seenById(caller, projects),
    datasets: seenById(caller, datasets),
  };
}

function present(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}

function seenById<Row extends Shared & { id: string }>(
  caller: Caller,
  rows: readonly Row[],
): Map<string, Row> {
  return new Map(rows.filter((row) => maySee(caller, row)).map((row) => [row.id, row]));
}
