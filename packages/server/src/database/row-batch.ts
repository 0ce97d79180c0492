/**
 * Many rows of numbers for one statement: row after row in one flat array, NaN for null.
 *
 * The engines store it in their own fastest way (SQLite: the statement once a row, inside the
 * worker; PostgreSQL: one array a column).
 */
export class RowBatch {
  readonly columns: number;
  readonly values: Float64Array;

  constructor(columns: number, values: Float64Array) {
    if (values.length % columns !== 0) {
      throw new RangeError(`expected a multiple of ${columns} numbers, got ${values.length}`);
    }
    this.columns = columns;
    this.values = values;
  }
}
