/** How an upload is watched and ended. */
export interface UploadOptions {
  /** Time for all tries together, in milliseconds. */
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes of the file have arrived so far. */
  onDone(bytes: number): void;
  /** Told when a try failed and another one follows. */
  onInterrupted(reason: string): void;
  /** Told where a later try goes on, in bytes. */
  onResumed(from: number): void;
}
