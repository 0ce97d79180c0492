import { POINT_COLUMNS } from '../point-writer.ts';

/** Entries of the log, brought into the order in which `points` is stored. */
export class PointMerge {
  #firstId = 0;
  #lastId = 0;
  /** {@link POINT_COLUMNS} numbers a point, in the order of their arrival. */
  #values = new Float64Array(0);
  #used = 0;
  /** Where each series' points begin in `values`, in the order of their arrival. */
  readonly #starts = new Map<number, number[]>();

  /** The oldest entry; 0 when there is none. */
  get firstId(): number {
    return this.#firstId;
  }

  get lastId(): number {
    return this.#lastId;
  }

  get values(): Float64Array {
    return this.#values;
  }

  /** How many points were added, those that replace each other included. */
  get points(): number {
    return this.#used / POINT_COLUMNS;
  }

  /** Adds an entry, which is newer than all before it. */
  add(id: number, batch: Float64Array): void {
    this.#firstId ||= id;
    this.#lastId = id;
    this.#makeRoomFor(batch.length);
    this.#values.set(batch, this.#used);
    for (let at = 0; at < batch.length; at += POINT_COLUMNS) {
      const starts = this.#starts.get(batch[at]!);
      if (starts) starts.push(this.#used + at);
      else this.#starts.set(batch[at]!, [this.#used + at]);
    }
    this.#used += batch.length;
  }

  /** Where points begin in `values`: by series, then step, each point once, its newest. */
  *inOrder(): Generator<number, undefined> {
    for (const series of [...this.#starts.keys()].sort((a, b) => a - b)) {
      yield* this.#byStep(this.#starts.get(series)!);
    }
  }

  #makeRoomFor(length: number): void {
    if (this.#used + length <= this.#values.length) return;
    const larger = new Float64Array(Math.max(this.#values.length * 2, this.#used + length));
    larger.set(this.#values);
    this.#values = larger;
  }

  /** One series' points by step; of several at one step the newest. Mostly they come in order. */
  #byStep(starts: readonly number[]): Iterable<number> {
    const step = (start: number) => this.#values[start + 1]!;
    const ascends = starts.every((start, at) => at === 0 || step(start) > step(starts[at - 1]!));
    if (ascends) return starts;
    const newest = new Map(starts.map((start) => [step(start), start]));
    return [...newest.values()].sort((a, b) => step(a) - step(b));
  }
}
