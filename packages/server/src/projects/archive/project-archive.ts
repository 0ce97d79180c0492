import type {
  AttemptsTable,
  CheckpointsTable,
  ModelFilesTable,
  ModelRecordsTable,
  ModelsTable,
} from '../../database/schema.ts';

/** `project.json`: what an archive of a project begins with. See docs/operate/project-archive.md. */
export interface ArchivedProject {
  readonly format: 'trainyard-project';
  readonly version: 1;
  readonly name: string;
  readonly description: string;
  /** Ids of its models; each has a folder `models/{id}`. */
  readonly models: readonly string[];
}

/** `models/{id}/model.json`. Names and values are those of the tables. */
export interface ArchivedModel {
  readonly model: Omit<
    ModelsTable,
    | 'id'
    | 'slug'
    | 'visibility'
    | 'owner_id'
    | 'project_id'
    | 'dataset_id'
    | 'parent_id'
    | 'agent_id'
    | 'deleted_at'
    | 'rolled_to'
  >;
  readonly attempts: readonly Omit<AttemptsTable, 'model_id'>[];
  /** The bytes lie in `blobs/{blob_hash}`. */
  readonly checkpoints: readonly Omit<CheckpointsTable, 'id' | 'model_id'>[];
  readonly files: readonly Omit<ModelFilesTable, 'model_id'>[];
  readonly records: readonly Omit<ModelRecordsTable, 'model_id'>[];
}

/** First line of `models/{id}/metrics.csv`; a value is a number, NaN, Infinity, -Infinity or empty. */
export const CSV_HEAD = 'attempt,step,value,series';
