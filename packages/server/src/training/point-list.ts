import { POINT_COLUMNS } from '../database/point-writer.ts';
import { RowBatch } from '../database/row-batch.ts';
import { specialOf } from './special-values.ts';

/** The points of a batch, growing without a second copy per point. */
export class PointList {
  readonly #at: number;
  #values = new Float64Array(0);
  #used = 0;

  /** @param at when they arrived */
  constructor(at: number) {
    this.#at = at;
  }

  get length(): number {
    return this.#used / POINT_COLUMNS;
  }

  add(seriesId: number, step: number, value: number | null): void {
    if (this.#used + POINT_COLUMNS > this.#values.length) {
      const larger = new Float64Array(Math.max(this.#values.length * 2, POINT_COLUMNS * 256));
      larger.set(this.#values);
      this.#values = larger;
    }
    const special = specialOf(value);
    this.#values[this.#used++] = seriesId;
    this.#values[this.#used++] = step;
    this.#values[this.#used++] = special === 0 ? value! : Number.NaN;
    this.#values[this.#used++] = special;
    this.#values[this.#used++] = this.#at;
  }

  batch(): RowBatch {
    return new RowBatch(POINT_COLUMNS, this.#values.subarray(0, this.#used));
  }
}
