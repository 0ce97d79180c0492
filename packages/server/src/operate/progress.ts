/** How far a long piece of work is. */
export interface OperateProgress {
  /** What is being worked on, for people: a table, the blobs. */
  readonly what: string;
  readonly done: number;
  /** Undefined where that is not known before the end. */
  readonly total?: number | undefined;
  readonly unit: 'rows' | 'bytes' | 'files';
}

export type OnOperateProgress = (progress: OperateProgress) => void;
