/** How an image did at the validation. */
export interface ImageResult {
  /** The image's name, as far as the trainer tells it. */
  readonly id: string;
  /** Objects found, seen where there are none, and missed. */
  readonly found: number;
  readonly wrong: number;
  readonly missed: number;
}

/** The images with the lowest and the highest F1. */
export interface Extremes {
  readonly worst: readonly ImageResult[];
  readonly best: readonly ImageResult[];
}

/**
 * The extremes in a model's validation record, whose rows the Platform callback sends as
 * `[id, true positives, false positives, false negatives]`; undefined where there are none.
 */
export function readExtremes(records: Readonly<Record<string, unknown>>): Extremes | undefined {
  const { extremes } = asObject(records['validation']);
  const [worst, best] = [rows(asObject(extremes)['worst']), rows(asObject(extremes)['best'])];
  return worst.length + best.length > 0 ? { worst, best } : undefined;
}

/** Between 0 and 1; undefined for an image in which there was nothing to find, and nothing found. */
export function f1Of({ found, wrong, missed }: ImageResult): number | undefined {
  const all = 2 * found + wrong + missed;
  return all === 0 ? undefined : (2 * found) / all;
}

function rows(value: unknown): ImageResult[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((row: unknown) => {
    if (!Array.isArray(row) || typeof row[0] !== 'string') return [];
    const [id, found, wrong, missed] = row as [string, ...unknown[]];
    const isCounted = [found, wrong, missed].every((count) => typeof count === 'number');
    return isCounted ? [{ id, found, wrong, missed } as ImageResult] : [];
  });
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
