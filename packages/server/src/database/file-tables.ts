// The tables of what lies in the blob store, or is on its way there. Part of the one schema.

export interface CheckpointsTable {
  id: string;
  model_id: string;
  attempt: number;
  kind: 'last' | 'best' | 'final';
  epoch: number | null;
  is_best: number;
  /** The metric that the trainer sent along (mAP of the final weights), or null. */
  map: number | null;
  blob_hash: string;
  size: number;
  created_at: number;
  /** The how-manieth of its model it is, from 1; 0 where that is not known. */
  number: number;
}

/** Blobs that something may refer to. The bytes are in the blob store, under the same hash. */
export interface BlobsTable {
  hash: string;
  size: number;
  created_at: number;
}

/** A signed upload that was handed out, and the checkpoint that came by it. */
export interface CheckpointUploadsTable {
  id: string;
  model_id: string;
  attempt: number;
  file_name: string;
  created_at: number;
  checkpoint_id: string | null;
  /** 1 once the training's completion has named it as its final weights. */
  is_final: number;
  /** mAP that the completion told of them. */
  final_map: number | null;
}

/** Content that is being stored or removed, in whichever process; see BlobClaims. */
export interface BlobClaimsTable {
  hash: string;
  claimed_at: number;
  removing_since: number | null;
}

/** A dataset written as NDJSON; its image links work until `expires_at`. */
export interface DatasetExportsTable {
  dataset_id: string;
  archive_hash: string;
  blob_hash: string;
  size: number;
  /** The hub's public origin at its making, which the links begin with. */
  origin: string;
  expires_at: number;
}

/** A resumable upload of a checkpoint. Its bytes so far are with the partial uploads, under its id. */
export interface ResumableUploadsTable {
  id: string;
  model_id: string;
  /** In bytes, as announced. */
  size: number;
  /** JSON of the UploadMetadata. */
  metadata: string;
  created_at: number;
  /** When the checkpoint was made of it, or null before. */
  finished_at: number | null;
}

/** A file beside a model's weights: a plot, a report. Its name is its key. */
export interface ModelFilesTable {
  model_id: string;
  name: string;
  blob_hash: string;
  /** In bytes. */
  size: number;
  created_at: number;
}

/** What the hub's owner allows an account; one without a row has no limit. */
export interface AccountLimitsTable {
  user_id: string;
  /** Most bytes that the account's objects may refer to. */
  storage_bytes: number;
}

/** Somebody is copying blobs: none is removed before the hold ends. */
export interface GarbageHoldsTable {
  id: string;
  /** Milliseconds since 1970; put off again and again while the work goes on. */
  until: number;
}
