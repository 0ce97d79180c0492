/**
 * Many rows for one statement: of each row first its texts, then its numbers, row after row in two
 * flat arrays. NaN stands for null.
 *
 * The engines store it in their own fastest way (SQLite: the statement once a row, inside the
 * worker; PostgreSQL: one array a column).
 */
export class RowBatch {
  /** Numbers a row. */
  readonly columns: number;
  readonly values: Float64Array;
  readonly texts: readonly string[];

  constructor(columns: number, values: Float64Array, texts: readonly string[] = []) {
    if (values.length % columns !== 0) {
      throw new RangeError(`expected a multiple of ${columns} numbers, got ${values.length}`);
    }
    if (texts.length > 0 && texts.length % (values.length / columns) !== 0) {
      throw new RangeError(`expected as many texts for every row, got ${texts.length}`);
    }
    this.columns = columns;
    this.values = values;
    this.texts = texts;
  }
}
