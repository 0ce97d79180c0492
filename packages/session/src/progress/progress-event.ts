/** What is moved: a checkpoint to the hub, or weights from it. */
export interface Transfer {
  readonly direction: 'upload' | 'download';
  /** `last.pt`, `best.pt`; for people. */
  readonly name: string;
  /** Whole size in bytes; null while a download has not said it. */
  readonly bytes: number | null;
}

/**
 * What happens to a transfer, in this order: `started`, any number of `progress`, `interrupted`
 * and `resumed`, then `finished` or `failed`.
 */
export type ProgressEvent =
  | { readonly type: 'started'; readonly transfer: Transfer }
  | {
      readonly type: 'progress';
      readonly transfer: Transfer;
      /** Bytes of the file that have gone through so far, those before a resume included. */
      readonly done: number;
    }
  | {
      readonly type: 'interrupted';
      readonly transfer: Transfer;
      readonly reason: string;
    }
  | {
      readonly type: 'resumed';
      readonly transfer: Transfer;
      /** Bytes that need not be sent again. */
      readonly from: number;
    }
  | {
      readonly type: 'finished';
      readonly transfer: Transfer;
      /** Bytes of content that went over the wire, repetitions included. */
      readonly moved: number;
      readonly seconds: number;
    }
  | { readonly type: 'failed'; readonly transfer: Transfer; readonly reason: string };

/** Takes progress events. What it throws is ignored. */
export type OnProgress = (event: ProgressEvent) => void;
