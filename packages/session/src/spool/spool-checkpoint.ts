/** A snapshotted checkpoint that waits in the spool: `000001.json` beside `000001.bin`. */
export interface SpoolCheckpoint {
  /** `last` and `best` are sent as the HUB API's `epoch` upload. */
  readonly kind: 'last' | 'best' | 'final';
  /** From 0; null for `final`. */
  readonly epoch: number | null;
  readonly isBest: boolean;
  /** Fitness of the final weights, or null. */
  readonly map: number | null;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Base name of the trainer's own file. */
  readonly filename: string;
  /** Address of a tus upload under way, so that it goes on after a crash. */
  readonly uploadUrl?: string;
}

/** A checkpoint and where it lies. */
export interface StoredCheckpoint {
  /** Sorts in the order of arrival. */
  readonly name: string;
  /** The snapshot's path. */
  readonly file: string;
  readonly checkpoint: SpoolCheckpoint;
}
