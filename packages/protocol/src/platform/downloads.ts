/** `GET /api/datasets/{owner}/{dataset}/export`. */
export interface DatasetExportReply {
  /** Signed URL of the NDJSON file. */
  readonly downloadUrl: string;
  /** Whether it had been made before. */
  readonly cached: boolean;
}

/** `GET /api/models/{owner}/{project}/{model}/files`. Clients take the first file. */
export interface ModelFilesReply {
  readonly files: readonly {
    readonly name: string;
    /** In bytes. */
    readonly size: number;
    readonly downloadUrl: string;
  }[];
}
