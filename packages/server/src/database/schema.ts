import type { ApiKeyScope, ModelState, Task, Visibility } from '@trainyard/protocol';
import type { Generated } from 'kysely';
import type {
  AccountLimitsTable,
  BlobClaimsTable,
  BlobsTable,
  CheckpointsTable,
  CheckpointUploadsTable,
  DatasetExportsTable,
  GarbageHoldsTable,
  ModelFilesTable,
  ResumableUploadsTable,
} from './file-tables.ts';

export type {
  AccountLimitsTable,
  BlobClaimsTable,
  BlobsTable,
  CheckpointsTable,
  CheckpointUploadsTable,
  DatasetExportsTable,
  GarbageHoldsTable,
  ModelFilesTable,
  ResumableUploadsTable,
} from './file-tables.ts';

import type {
  DeliveriesTable,
  NoticeChoicesTable,
  ToldState,
  WebhooksTable,
} from './notice-tables.ts';

/**
 * The one schema, for every engine. Times are milliseconds since 1970 (UTC), JSON is text,
 * booleans are 0 and 1: the forms that all engines hand back alike.
 */
export interface Schema {
  user: UserTable;
  session: SessionTable;
  account: AccountTable;
  verification: VerificationTable;
  settings: SettingsTable;
  api_keys: ApiKeysTable;
  projects: ProjectsTable;
  datasets: DatasetsTable;
  models: ModelsTable & ToldState;
  webhooks: WebhooksTable;
  deliveries: DeliveriesTable;
  notice_choices: NoticeChoicesTable;
  attempts: AttemptsTable;
  series: SeriesTable;
  points: PointsTable;
  rollups: RollupsTable;
  checkpoints: CheckpointsTable;
  blobs: BlobsTable;
  console_chunks: ConsoleChunksTable;
  system_samples: SystemSamplesTable;
  model_records: ModelRecordsTable;
  training_sessions: TrainingSessionsTable;
  resumable_uploads: ResumableUploadsTable;
  model_figures: ModelFiguresTable;
  platform_runs: PlatformRunsTable;
  early_console: EarlyConsoleTable;
  checkpoint_uploads: CheckpointUploadsTable;
  blob_claims: BlobClaimsTable;
  dataset_exports: DatasetExportsTable;
  model_files: ModelFilesTable;
  model_creations: ModelCreationsTable;
  model_aliases: ModelAliasesTable;
  account_limits: AccountLimitsTable;
  garbage_holds: GarbageHoldsTable;
  hub_processes: HubProcessesTable;
  live_changes: LiveChangesTable;
}

/** Ids of models that have become one with another. */
export interface ModelAliasesTable {
  alias: string;
  model_id: string;
}

/** better-auth's tables (singular names and camel case are its own); `username` and `role` are ours. */
export interface UserTable {
  id: string;
  name: string;
  email: string;
  emailVerified: number;
  image: string | null;
  username: string;
  /** `owner` may add people; everybody else is `member`. */
  role: 'owner' | 'member';
  createdAt: string;
  updatedAt: string;
}

export interface SessionTable {
  id: string;
  userId: string;
  token: string;
  expiresAt: string;
  ipAddress: string | null;
  userAgent: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface AccountTable {
  id: string;
  userId: string;
  accountId: string;
  providerId: string;
  accessToken: string | null;
  refreshToken: string | null;
  idToken: string | null;
  accessTokenExpiresAt: string | null;
  refreshTokenExpiresAt: string | null;
  scope: string | null;
  password: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface VerificationTable {
  id: string;
  identifier: string;
  value: string;
  expiresAt: string;
  createdAt: string;
  updatedAt: string;
}

/** The hub's own secrets and facts, e.g. the key that signs URLs. */
export interface SettingsTable {
  key: string;
  value: string;
}

export interface ApiKeysTable {
  id: string;
  user_id: string;
  name: string;
  scope: ApiKeyScope;
  /** SHA-256 of the key, hexadecimal. The key itself is never stored. */
  hash: string;
  prefix: string;
  created_at: number;
  last_used_at: number | null;
  expires_at: number | null;
}

/** What models, projects and datasets have in common. */
export interface OwnedTable {
  id: string;
  owner_id: string;
  name: string;
  slug: string;
  description: string;
  visibility: Visibility;
  created_at: number;
  updated_at: number;
  /** When it was moved to the trash, or null. */
  deleted_at: number | null;
}

export interface ProjectsTable extends OwnedTable {
  image_hash: string | null;
  image_type: string | null;
  /** JSON of the project's Retention; null keeps every checkpoint. */
  retention: string | null;
}

export interface DatasetsTable extends OwnedTable {
  task: Task | null;
  blob_hash: string | null;
  file_name: string | null;
  size: number | null;
  /** JSON of the archive's DatasetSummary. */
  summary: string | null;
}

export interface ModelsTable extends OwnedTable {
  project_id: string | null;
  dataset_id: string | null;
  /** Name of the dataset where it is not one of ours, e.g. `coco8.yaml`. */
  dataset_name: string | null;
  architecture: string;
  parent_name: string | null;
  parent_id: string | null;
  /** JSON: training arguments by the trainer's names. */
  train_args: string;
  state: ModelState;
  /** The attempt under way, from 1; 0 before the first sign of a trainer. */
  attempt: number;
  agent_id: string | null;
  agent: string | null;
  last_heard_at: number | null;
  last_heard: string | null;
  disconnected_at: number | null;
  /** Epochs completed: the largest epoch of any metric, plus one. */
  epochs_done: number;
  /** When `epochs_done` last grew in the current attempt, or null. */
  epoch_at: number | null;
  /** How long an epoch takes lately, the slow ones counting most; null until two have come. */
  pace_ms: number | null;
  started_at: number | null;
  finished_at: number | null;
  /** When somebody pressed Stop; the trainer is told in the replies to what it sends. */
  cancel_requested_at: number | null;
  /** Why it failed, in the trainer's words, or null. */
  failure: string | null;
  /** JSON: array of strings. */
  tags: string;
  notes: string;
  pinned: number;
  /** The largest `rolled_to` of its series: only steps below it may have rollups. */
  rolled_to: number;
}

export interface AttemptsTable {
  model_id: string;
  attempt: number;
  agent_id: string | null;
  agent: string | null;
  started_at: number;
  /** The epoch of its first metric, or null before it. */
  first_epoch: number | null;
}

export interface SeriesTable {
  id: Generated<number>;
  model_id: string;
  attempt: number;
  name: string;
  /** Steps below this one are summed up in `rollups`; 0 for a short series. */
  rolled_to: Generated<number>;
  /** A block of the finest rollups is 2 to the power of this many steps long. */
  rollup_exponent: Generated<number>;
}

export interface PointsTable {
  series_id: number;
  step: number;
  value: number | null;
  /** 0: `value` is a number; 1: NaN; 2: Infinity; 3: -Infinity; 4: null. */
  special: number;
  /** When it arrived. */
  at: number;
}

/** What the points of a block of 2^`exponent` steps come to. Derived from `points`. */
export interface RollupsTable {
  series_id: number;
  exponent: number;
  /** The block's number: its first step divided by its length. */
  block: number;
  /** The first step that has a point. */
  step: number;
  /** When the earliest of them arrived. */
  at: number;
  /** The smallest finite value, or null. */
  low: number | null;
  /** The largest finite value, or null. */
  high: number | null;
  /** How many values are no finite number. */
  odd: number;
}

/** A piece of a training's console output. */
export interface ConsoleChunksTable {
  model_id: string;
  attempt: number;
  /** The trainer's own count, from 1: the order of the pieces, whatever order they arrive in. */
  chunk: number;
  text: string;
  at: number;
}

/** What the machine was doing: CPU, memory, disks, GPUs. */
export interface SystemSamplesTable {
  model_id: string;
  attempt: number;
  at: number;
  /** JSON of the sample, as `SystemSample` in protocol has it. */
  sample: string;
}

/** Facts about one attempt that arrive once: environment, results, plots, class names, … */
export interface ModelRecordsTable {
  model_id: string;
  attempt: number;
  kind: string;
  /** JSON. */
  record: string;
  at: number;
}

/** A start of the Platform callback: which attempt of which model it became. */
export interface PlatformRunsTable {
  model_id: string;
  attempt: number;
  owner_id: string;
  /** Slug of the project, as asked for. */
  project: string;
  /** The name asked for; the model's slug differs when that was taken. */
  name: string;
  /** Fingerprint of the start, by which its repetition is known. */
  start_hash: string;
  started_at: number;
}

/** Console output that came before its run was registered (callbacks up to 8.4.50). */
export interface EarlyConsoleTable {
  owner_id: string;
  project: string;
  name: string;
  chunk: number;
  text: string;
  at: number;
}

/** What lists show of one metric of a model. Derived from `points`, a second or so behind them. */
export interface ModelFiguresTable {
  model_id: string;
  name: string;
  /** How early it comes when one metric has to stand for its model: 0 first. */
  rank: number;
  /** 1: a smaller value is a better one. */
  lower: number;
  min: number | null;
  min_step: number | null;
  max: number | null;
  max_step: number | null;
  /** `min` or `max`, whichever is the better one. */
  best: number | null;
  last: number | null;
  last_step: number;
}

/** Which attempt of its model a training session belongs to; the session chose its own id. */
export interface TrainingSessionsTable {
  model_id: string;
  id: string;
  attempt: number;
  created_at: number;
}

/** Which model a client's `Idempotency-Key` has made, so that the same request makes no second. */
export interface ModelCreationsTable {
  owner_id: string;
  key: string;
  model_id: string;
}

/** The processes of a hub that are there now; only where there can be several. */
export interface HubProcessesTable {
  id: string;
  seen_at: number;
}

/** What changed lately, in the one order that all processes tell it in; see `live/shared-log.ts`. */
export interface LiveChangesTable {
  number: Generated<number>;
  type: string;
  model_id: string;
  at: number;
}
