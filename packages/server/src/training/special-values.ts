/**
 * Values that are no finite number, as the column `points.special` keeps them; no engine stores
 * all of them in a column of doubles.
 */
const SPECIAL = {
  nan: 1,
  infinity: 2,
  minusInfinity: 3,
  null: 4,
} as const;

/** 0 for a finite number, else the code of the value. */
export function specialOf(value: number | null): number {
  if (value === null) return SPECIAL.null;
  if (Number.isFinite(value)) return 0;
  if (Number.isNaN(value)) return SPECIAL.nan;
  return value > 0 ? SPECIAL.infinity : SPECIAL.minusInfinity;
}

/** The value back, from both columns. */
export function pointValue(point: { value: number | null; special: number }): number | null {
  switch (point.special) {
    case SPECIAL.nan:
      return Number.NaN;
    case SPECIAL.infinity:
      return Number.POSITIVE_INFINITY;
    case SPECIAL.minusInfinity:
      return Number.NEGATIVE_INFINITY;
    default:
      return point.value;
  }
}
