import type { OnProgress } from '../progress/progress-event.ts';
import type { Warning } from '../warning.ts';
import type { TrainArgs } from './start.ts';

/** Options of `openSession`. Times are in milliseconds, sizes in bytes. */
export interface SessionOptions {
  /** The hub's URL. Default: the identifier's, `TRAINYARD_URL`, the one signed in to, localhost. */
  readonly hub?: string;
  /** Default: the identifier's, `TRAINYARD_API_KEY`, the one saved by `trainyard login`. */
  readonly apiKey?: string;
  /** Name of a new model. Default: the file name given to open. Ignored for existing models. */
  readonly name?: string;
  /** Id of a new model's project. */
  readonly projectId?: string;
  /** Name of a new model's project, made when there is none. Wins over `projectId`. */
  readonly project?: string;
  /**
   * The trainer's arguments, told to the hub for a new model. Batch -1, epochs 300, imgsz 640,
   * patience 100, device "" and cache "ram" stand for those not given. An existing model's own
   * arguments win over these.
   */
  readonly trainArgs?: TrainArgs;
  /** What the agent calls itself. Default e.g. `node-24.21.0-linux`. */
  readonly agent?: string;
  /** Time between heartbeats. Default 300,000; at least 1,000. */
  readonly heartbeatInterval?: number;
  /** Least time between two sendings of what was logged. Default 3,000. */
  readonly sendInterval?: number;
  /** Least time between two uploads of checkpoints; final ones are exempt. Default 900,000. */
  readonly checkpointInterval?: number;
  /**
   * How long at most until Stop on the web page is noticed while nothing is logged, on hubs that
   * know Stop. Default 10,000.
   */
  readonly stopInterval?: number;
  /** How long opening tries to reach the hub. Default 60,000. Downloads have 1 h. */
  readonly openDeadline?: number;
  /**
   * What opening does when the hub cannot be reached by then:
   *
   * - `throw` (default): a `HubUnreachableError`.
   * - `spool`: opens all the same. Everything goes to the spool, and from there to the hub when it
   *   is back, or by `trainyard sync`; a new model is made then.
   */
  readonly whenUnreachable?: 'throw' | 'spool';
  /**
   * Says goodbye to the hub when SIGINT, SIGTERM or SIGHUP is about to end the process (for at most
   * 2 s), unless something else in the process listens to that signal. Default true.
   */
  readonly signals?: boolean;
  /** Folder of the spools. Default as `spoolRoot()`. */
  readonly spool?: string;
  /** Bytes that all spools together may take; oldest checkpoints go first. Default 20 GB. */
  readonly spoolLimit?: number;
  /** Folder for downloaded weights. Default as `cacheDirectory()`. */
  readonly cache?: string;
  /** Sends what the machine and the program are. Default true. */
  readonly environment?: boolean;
  /** Sends what the process prints, secrets masked. Default false. */
  readonly console?: boolean;
  /** Sends the machine's load every so many milliseconds; false for never. Default false. */
  readonly system?: number | false;
  /** Ends opening and what it downloads. The open session has `close()`. */
  readonly signal?: AbortSignal;
  /** Told what went wrong without harming training. Default: a line on standard error. */
  readonly onWarning?: (warning: Warning) => void;
  /** Told of uploads and downloads. Default: a bar when standard error is a terminal. */
  readonly onProgress?: OnProgress;
}
