import type { FinishState } from '@trainyard/protocol';
import type { Start } from './start.ts';

/** A checkpoint to upload. */
export interface CheckpointUpload {
  /** The epoch after which it was saved, from 0. */
  readonly epoch: number;
  /** Path of the file. It may be rewritten as soon as the promise has resolved. */
  readonly file: string;
  /** Whether it is the best so far. Default false. */
  readonly isBest?: boolean;
  /** Takes it even when the last one was less than `checkpointInterval` ago. Default false. */
  readonly now?: boolean;
}

/**
 * What became of a checkpoint.
 *
 * - `spooled`: a durable snapshot was taken, which is going to be uploaded.
 * - `too_soon`: the last one was less than `checkpointInterval` ago.
 * - `failed`: it could not be snapshotted, or there is no room; `onWarning` was told why.
 */
export type CheckpointOutcome = 'spooled' | 'too_soon' | 'failed';

/** How a training ended. */
export interface Finish {
  /** Default `trained`. */
  readonly state?: FinishState;
  /** The best weights. When missing, `last` in place of `best` in its name is tried. */
  readonly weights?: string;
  /** Fitness of these weights, for detection mAP50-95. */
  readonly map?: number;
  readonly exitCode?: number | null;
  /** One sentence about the end. */
  readonly message?: string;
  /** Last lines of the console, for a failure. */
  readonly lastLines?: readonly string[];
  /** How long to try at most, in milliseconds. Default 3,600,000. */
  readonly deadline?: number;
  /** Ends the trying; what is left then waits in the spool. */
  readonly signal?: AbortSignal;
}

/** What `finish` and `close` achieved. */
export interface Delivery {
  /** Whether the hub has everything. */
  readonly complete: boolean;
  /** Where the rest waits for the next session or `trainyard sync`; null when there is none. */
  readonly spool: string | null;
}

/**
 * A trainer's open connection to one model. No method throws into the training loop, and none but
 * `finish` and `close` waits for the network.
 */
export interface TrainingSession extends AsyncDisposable {
  /**
   * Null in a silent process (rank other than 0) that was opened with a local name, and in a
   * session that was begun without its hub, until the hub has made the model.
   */
  readonly modelId: string | null;
  /** The model's page. */
  readonly modelUrl: string | null;
  /** What is to be done. */
  readonly start: Start;
  /** Aborted when someone presses Stop on the web page. Never on hubs that know no Stop. */
  readonly signal: AbortSignal;
  /** Folder where lies what the hub has not got yet; null when nothing is ever sent. */
  readonly spool: string | null;
  /** Whether nothing is sent: another rank speaks for this process, or the model is trained. */
  readonly silent: boolean;

  /**
   * Logs values of an epoch, from 0. Logged again, a value replaces the earlier one. NaN and
   * infinity are kept; what is neither number nor null is left out.
   *
   * @returns resolves when the values are durable on disk, from where nothing but their
   *   acknowledgement by the hub removes them. Need not be awaited; never rejects.
   */
  logMetrics(epoch: number, values: Readonly<Record<string, unknown>>): Promise<void>;

  /** Logs console output, whole lines. Resolves and keeps as `logMetrics` does. */
  logConsole(stream: 'stdout' | 'stderr', text: string): Promise<void>;

  /** Logs a sample of the machine's load. Resolves and keeps as `logMetrics` does. */
  logSystem(values: Readonly<Record<string, unknown>>): Promise<void>;

  /**
   * Tells what machine and program train; told again, it replaces what was told before. Resolves
   * and keeps as `logMetrics` does.
   */
  logEnvironment(environment: Readonly<Record<string, unknown>>): Promise<void>;

  /** Snapshots a checkpoint and uploads it in the background. */
  uploadCheckpoint(checkpoint: CheckpointUpload): Promise<CheckpointOutcome>;

  /**
   * Ends the training: uploads the weights, sends all that is left, says how it ended. Waits for
   * the hub up to the deadline; what is left then stays in the spool.
   */
  finish(how?: Finish): Promise<Delivery>;

  /**
   * Ends the session but not the training: sends what was logged for up to 10 s. Checkpoints that
   * were not sent yet, and what an unreachable hub did not take, stay in the spool.
   */
  close(): Promise<Delivery>;
}
