/** A series that is drawn. */
export interface SeriesRow {
  readonly id: number;
  readonly model_id: string;
  readonly name: string;
  readonly attempt: number;
  readonly rolled_to: number;
  readonly rollup_exponent: number;
}

/** What part of it, and how finely. */
export interface ChartRange {
  readonly from: number;
  readonly to: number;
  readonly columns: number;
}

/** What a line says of where it comes from. */
export function identity({ model_id: model, name, attempt }: SeriesRow) {
  return { model, name, attempt };
}
