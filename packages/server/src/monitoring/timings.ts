/** Upper bounds of the histogram's buckets, in seconds. */
const BOUNDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
] as const;

/** How often something took how long, under one set of label values. */
export interface TimingTally {
  readonly labels: Readonly<Record<string, string>>;
  /** Upper bound in seconds, and how many took at most that long. */
  readonly buckets: readonly (readonly [bound: number, count: number])[];
  readonly count: number;
  /** In seconds. */
  readonly sum: number;
}

interface Tally {
  readonly values: readonly string[];
  /** How many fell into each bucket; the last one has no bound. */
  readonly counts: number[];
  sum: number;
}

/**
 * A histogram of times. Noting one costs a look-up and two additions: nothing is formatted, and no
 * metrics library is loaded, until somebody asks.
 */
export class Timings {
  readonly name: string;
  readonly help: string;
  readonly #labels: readonly string[];
  readonly #tallies = new Map<string, Tally>();

  /** @param labels their names; their values must come from a small, fixed set. */
  constructor(name: string, help: string, labels: readonly string[]) {
    this.name = name;
    this.help = help;
    this.#labels = labels;
  }

  /** Notes that something took so many milliseconds; label values in the order of their names. */
  note(milliseconds: number, ...values: readonly string[]): void {
    const key = values.length === 1 ? values[0]! : values.join('\n');
    let tally = this.#tallies.get(key);
    if (!tally) {
      tally = { values, counts: Array(BOUNDS.length + 1).fill(0), sum: 0 };
      this.#tallies.set(key, tally);
    }
    const seconds = milliseconds / 1000;
    let bucket = 0;
    while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]!) bucket++;
    tally.counts[bucket]!++;
    tally.sum += seconds;
  }

  /** What has been noted so far. */
  read(): readonly TimingTally[] {
    return [...this.#tallies.values()].map(({ values, counts, sum }) => {
      let count = 0;
      const buckets = BOUNDS.map((bound, index) => {
        count += counts[index]!;
        return [bound, count] as const;
      });
      const labels = Object.fromEntries(this.#labels.map((name, at) => [name, values[at] ?? '']));
      return { labels, buckets, count: count + counts.at(-1)!, sum };
    });
  }
}
