/** A curve for each class, over a common x. */
export interface Curve {
  readonly type: string;
  readonly x: readonly number[];
  readonly rows: readonly (readonly number[])[];
}

/** Classes whose curves are drawn; more lines than these cannot be told apart. */
const MOST_ROWS = 24;

/** The plots of a model's records, as far as they have the shape that clients send. */
export function readPlots(records: Readonly<Record<string, unknown>>): {
  curves: Curve[];
  matrix: number[][] | undefined;
  classNames: string[];
} {
  const plots = Array.isArray(records['plots']) ? (records['plots'] as unknown[]) : [];
  const names = Array.isArray(records['class_names']) ? records['class_names'] : [];
  const curves: Curve[] = [];
  let matrix: number[][] | undefined;
  for (const plot of plots) {
    const { type, x, y, matrix: counts } = (plot ?? {}) as Record<string, unknown>;
    if (type === 'confusion_matrix' && isRows(counts)) matrix = counts;
    else if (typeof type === 'string' && isNumbers(x) && isRows(y)) {
      curves.push({ type, x, rows: y.slice(0, MOST_ROWS) });
    }
  }
  return { curves, matrix, classNames: names.map(String) };
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'number');
}

function isRows(value: unknown): value is number[][] {
  return Array.isArray(value) && value.length > 0 && value.every(isNumbers);
}
