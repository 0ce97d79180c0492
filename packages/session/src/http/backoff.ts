/** Longest wait between two tries that the hub did not ask for, in milliseconds. */
const LONGEST = 30_000;

/** Upper bound of the first wait, in milliseconds. */
const FIRST = 500;

/**
 * How long to wait before the next try: exponential with full jitter, so that a thousand trainers
 * that lost their hub at one moment do not come back at one moment.
 *
 * @param failures how many tries have failed so far, from 1.
 * @param random a number in [0, 1).
 * @returns milliseconds.
 */
export function backoff(failures: number, random: number): number {
  return random * Math.min(LONGEST, FIRST * 2 ** (failures - 1));
}
