/**
 * Blocks of the finest rollups hold about this many points, as a power of two. Smaller ones would
 * make the table larger than it helps; larger ones leave too much to be read where they are too
 * coarse for a window.
 */
const FINEST = 4;

/** From one level to the next, blocks get longer by this power of two. */
export const LEVEL_STEP = 2;

/** The exponents of a series' levels whose blocks are at most `longest` steps, finest first. */
export function levelsUpTo(finest: number, longest: number): number[] {
  const levels: number[] = [];
  for (let exponent = finest; 2 ** exponent <= longest; exponent += LEVEL_STEP) {
    levels.push(exponent);
  }
  return levels;
}

/** The exponent of the finest blocks for points that are `gap` steps apart on average. */
export function finestFor(gap: number): number {
  return FINEST + Math.max(0, Math.round(Math.log2(gap)));
}

/** A stretch of steps, and what to read it from: blocks of an exponent, or the points. */
export interface Piece {
  /** Undefined: the points themselves. */
  readonly exponent: number | undefined;
  readonly from: number;
  /** Not included. */
  readonly until: number;
}

/** How a window is read. */
export interface Reading {
  /** Steps of a column. Every block of the pieces lies within one. */
  readonly width: number;
  readonly pieces: readonly Piece[];
}

/** A window of a series that is not empty. */
export interface Window {
  readonly from: number;
  /** Not included. */
  readonly until: number;
  /** Most columns, at least 2. */
  readonly columns: number;
  /** Steps below this one have rollups. */
  readonly rolledTo: number;
  /** The exponent of the finest of them. */
  readonly finest: number;
}

/**
 * How to read a window in columns of equal width, which begin at multiples of it: the middle from
 * the coarsest blocks of which a column holds at least two, towards its ends finer ones, and at the
 * ends, and where there are no rollups yet, the points.
 */
export function planReading({ from, until, columns, rolledTo, finest }: Window): Reading {
  // One less, since the first and the last may be cut off by the window.
  const atLeast = Math.max(1, Math.ceil((until - from) / (columns - 1)));
  const levels = levelsUpTo(finest, Math.min(atLeast / 2, rolledTo));
  const coarsest = 2 ** (levels.at(-1) ?? 0);
  const width = Math.ceil(atLeast / coarsest) * coarsest;
  const heads: Piece[] = [];
  const tails: Piece[] = [{ exponent: undefined, from: Math.max(from, rolledTo), until }];
  let middle: Piece = { exponent: undefined, from, until: Math.min(until, rolledTo) };
  for (const exponent of levels) {
    const length = 2 ** exponent;
    const start = Math.ceil(middle.from / length) * length;
    const end = Math.floor(middle.until / length) * length;
    if (start >= end) break;
    heads.push({ ...middle, until: start });
    tails.push({ ...middle, from: end });
    middle = { exponent, from: start, until: end };
  }
  const pieces = [...heads, middle, ...tails.reverse()];
  return { width, pieces: pieces.filter((piece) => piece.from < piece.until) };
}
