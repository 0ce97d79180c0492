import { readFile, stat } from 'node:fs/promises';
import type { TrainingSession } from '@trainyard/session';
import { bestFitness } from '../results/best-fitness.ts';
import type { EpochValues } from '../results/epoch-values.ts';
import { readResults } from '../results/read-results.ts';
import { findResults } from './find-results.ts';
import { findWeights, newerThan, type RunWeights, type WeightsFile } from './find-weights.ts';
import { seenAs } from './recover-runs.ts';

export interface RunWatcherOptions {
  readonly session: TrainingSession;
  /** Where the trainer works. */
  readonly folder: string;
  /** Its results file, when it was named. */
  readonly results?: string | undefined;
  /** Its weights folder, when it was named. */
  readonly weights?: string | undefined;
  /** Results that were last changed before are an earlier run's. Milliseconds since 1970. */
  readonly since: number;
  /** Told whenever the results file was found or weights were taken. */
  onFound(found: { results: string | null; weightsSeen: string }): void;
}

/** How often files are looked at, in milliseconds. */
const INTERVAL = 1000;

/** Follows the files of a training run: sends new results and checkpoints to the session. */
export class RunWatcher {
  readonly #options: RunWatcherOptions;
  /** What was logged of each epoch, as text, to log only what is new. */
  readonly #logged = new Map<number, string>();
  readonly #epochs = new Map<number, EpochValues>();
  #results: string | null;
  #resultsSeen = '';
  #weightsSeen = '';
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: RunWatcherOptions) {
    this.#options = options;
    this.#results = options.results ?? null;
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), INTERVAL);
  }

  /** Takes values from another source: the trainer's own JSON lines. */
  log({ epoch, values }: EpochValues): void {
    this.#epochs.set(epoch, { epoch, values });
    void this.#options.session.logMetrics(epoch, values);
  }

  /** Looks once. Calls queue up. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(async () => {
      await this.#lookAtResults().catch(() => undefined);
      await this.#lookAtWeights().catch(() => undefined);
    });
    return this.#looking;
  }

  /** The newest epoch that was logged, 0 when none was. */
  get lastEpoch(): number {
    return Math.max(0, ...this.#epochs.keys());
  }

  /** Looks a last time and ends. */
  async stop(): Promise<{ weights: RunWeights; map: number | null; epochs: number }> {
    if (this.#timer) clearInterval(this.#timer);
    await this.look();
    const weights = await findWeights(this.#results, this.#options.weights);
    const own = { last: this.#own(weights.last), best: this.#own(weights.best) };
    const map = bestFitness(this.#epochs.values());
    return { weights: own, map, epochs: this.#epochs.size };
  }

  async #lookAtResults(): Promise<void> {
    const { folder, since, session } = this.#options;
    if (this.#results === null) {
      this.#results = await findResults(folder, since);
      if (this.#results === null) return;
      this.#found();
    }
    const { mtimeMs, size } = await stat(this.#results);
    const seen = `${mtimeMs} ${size}`;
    if (seen === this.#resultsSeen) return;
    for (const row of readResults(await readFile(this.#results, 'utf8'))) {
      const text = JSON.stringify(row.values);
      if (this.#logged.get(row.epoch) === text) continue;
      this.#logged.set(row.epoch, text);
      this.#epochs.set(row.epoch, row);
      void session.logMetrics(row.epoch, row.values);
    }
    this.#resultsSeen = seen;
  }

  async #lookAtWeights(): Promise<void> {
    const { session } = this.#options;
    const found = await findWeights(this.#results, this.#options.weights);
    const file = this.#own(found.last) ?? this.#own(found.best);
    if (file === null) return;
    const seen = seenAs(file);
    if (seen === this.#weightsSeen) return;
    const epoch = this.lastEpoch;
    // Trainers save the best right before or after the last: of one epoch both have one time.
    const isBest = found.best !== null && Math.abs(found.best.mtimeMs - file.mtimeMs) < 5000;
    const outcome = await session.uploadCheckpoint({ epoch, file: file.path, isBest });
    if (outcome !== 'spooled') return;
    this.#weightsSeen = seen;
    this.#found();
  }

  #found(): void {
    this.#options.onFound({ results: this.#results, weightsSeen: this.#weightsSeen });
  }

  #own(file: WeightsFile | null): WeightsFile | null {
    return newerThan(file, this.#options.since);
  }
}
