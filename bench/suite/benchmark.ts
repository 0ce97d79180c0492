/** The same work given to Trainyard and to what a user would run instead. */
export interface Benchmark {
  /** As in `npm run bench NAME`. */
  readonly name: string;
  /** The workload, in a sentence for the page. */
  readonly workload: string;
  run(options: BenchOptions): Promise<BenchResult>;
}

export interface BenchOptions {
  /**
   * A few seconds' worth of the same work, without peers that have to be installed: what the
   * tests run, to see that everything sent is stored.
   */
  readonly small: boolean;
  /** A folder of its own, removed afterwards. */
  readonly folder: string;
  /** Aborted when the run has taken too long: processes that were started end with it. */
  readonly signal: AbortSignal;
  /** Tells what is being done. */
  log(line: string): void;
}

export interface BenchResult {
  readonly comparisons: readonly Comparison[];
  /** What must be true whatever the speed. */
  readonly checks: readonly Check[];
  /** Versions of the peers, by name. */
  readonly versions?: Readonly<Record<string, string>>;
}

/** One figure of Trainyard, by round, and what it is compared to. */
export interface Comparison {
  readonly what: string;
  readonly unit: string;
  readonly ours: readonly number[];
  /** The peer's figure of the same rounds; absent where the goal is an absolute one. */
  readonly peer?: { readonly name: string; readonly values: readonly number[] };
  readonly goal?: Goal;
}

/** Of the median: `ratio` is ours divided by the peer's, `value` is ours alone. */
export interface Goal {
  readonly of: 'ratio' | 'value';
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface Check {
  readonly what: string;
  readonly expected: number;
  readonly found: number;
}
